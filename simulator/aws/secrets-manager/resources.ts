import { EvaluationError, ModuleError } from "../../terraform/errors.ts";
import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { Arguments, ResourceType, Location } from "../../terraform/resources.ts";
import type { ObjectValue } from "../../terraform/values.ts";
import { uuidOf } from "../../core/hash.ts";
import { regionalArn } from "../arn.ts";
import { textOf } from "../resource-values.ts";

/** The six characters that AWS adds to the name of a secret in its ARN; AWS draws them by lot. */
const secretSuffix = "-AbCdEf";

/** What Terraform knows of the resources of Secrets Manager after it has applied them. */
export const secretsManagerResources: Readonly<Record<string, ResourceType>> = {
  aws_secretsmanager_secret: {
    defaults: { recovery_window_in_days: 30 },
    computed: (given, at) => {
      const arn = secretArn(given.text("name"), at);
      return { id: arn, arn };
    },
  },
  aws_secretsmanager_secret_version: {
    computed: (given) => {
      const [arn, version] = [given.text("secret_id"), uuidOf(given.address)];
      return { id: `${arn}|${version}`, arn, version_id: version };
    },
  },
};

/** What Terraform knows of secrets that are there already. */
export const secretsManagerData: Readonly<Record<string, ResourceType>> = {
  aws_secretsmanager_secret: { computed: existingSecret },
};

/** A secret that the module creates. */
export interface ModuleSecret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

/** The secrets that a module creates and gives a value. */
export function readSecrets(module: EvaluatedModule): readonly ModuleSecret[] {
  return module.resources("aws_secretsmanager_secret_version").map((version) => {
    const id = textOf(version, "secret_id");
    const secret = module.resources("aws_secretsmanager_secret").find((candidate) => textOf(candidate, "id") === id);
    if (secret === undefined) throw new ModuleError(`${version.address} is of no secret of the module`);
    return { name: textOf(secret, "name"), arn: textOf(secret, "arn"), value: textOf(version, "secret_string") };
  });
}

function secretArn(name: string, at: Location): string {
  return regionalArn(at, "secretsmanager", `secret:${name}${secretSuffix}`);
}

/** A secret that is there already: by its name, or by its ARN, whose end AWS may be left to find. */
function existingSecret(given: Arguments, at: Location): ObjectValue {
  const [givenArn = "", givenName = ""] = [given.find("arn"), given.find("name")];
  if ((givenArn === "") === (givenName === "")) throw new EvaluationError("a secret is needed by its ARN or its name");
  if (givenArn === "") {
    const arn = secretArn(givenName, at);
    return { id: arn, arn, name: givenName };
  }
  const nameAndSuffix = givenArn.split(":").slice(6).join(":");
  const name = nameAndSuffix.replace(/-[a-zA-Z0-9]{6}$/, "");
  const arn = name === nameAndSuffix ? givenArn + secretSuffix : givenArn;
  return { id: arn, arn, name };
}
