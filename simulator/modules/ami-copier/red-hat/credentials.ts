import { accountId } from "../../../account.ts";
import { readResourceStatements } from "../../../core/iam/policy.ts";
import type { Parameter } from "../../../aws/ssm/parameters/store.ts";
import type { Secret } from "../../../aws/secrets-manager/service.ts";
import { ScenarioError } from "../../../scenario/schema.ts";
import type { RedHatCredentials } from "./api.ts";
import type { CopierScenario } from "../scenario.ts";

type Variables = Readonly<Record<string, unknown>>;

const madeUp = { clientId: "simulated-client-id", clientSecret: "simulated-client-secret" };

/** Inputs by which somebody gives credentials. */
const credentialInputs = [
  "redhat_client_id",
  "redhat_client_secret",
  "redhat_offline_token",
  "existing_redhat_client_id_param_name",
  "existing_redhat_client_id_param_arn",
  "existing_redhat_client_secret_param_name",
  "existing_redhat_client_secret_param_arn",
  "existing_redhat_secret_name",
  "existing_redhat_secret_arn",
];

/** The module's inputs in a simulation, and what was made up. */
export interface CopierInputs {
  readonly variables: Variables;
  /** Sentences for a person. */
  readonly remarks: readonly string[];
}

/**
 * The module's inputs for a scenario. Inputs that are given hold as they are: Red Hat's API is turned on, with credentials that
 * are made up, only where the inputs do not speak of it, and composes are asked for or there are no inputs at all.
 *
 * @throws ScenarioError when composes and inputs contradict each other
 */
export function inputsOf({ variables: given, composes }: CopierScenario): CopierInputs {
  const variables = given ?? {};
  const isOn = String(variables["enable_redhat_api"]) === "true";
  const speaks =
    (variables["enable_redhat_api"] ?? null) !== null || credentialInputs.some((name) => isText(variables[name]));
  if (composes === false && isOn) {
    throw new ScenarioError(
      "composes must not be false (--no-composes) with enable_redhat_api = true: set it to 0 for an API that lists nothing, or leave the API off.",
    );
  }
  if (typeof composes === "number" && speaks && !isOn) {
    throw new ScenarioError(
      `composes must be left out, but is ${composes}, and the inputs leave Red Hat's API off: set enable_redhat_api = true with them, or leave composes out.`,
    );
  }
  if (speaks || composes === false || (composes === undefined && given !== undefined)) {
    return { variables, remarks: isOn ? remarksOn(variables) : [] };
  }
  return {
    variables: {
      ...variables,
      enable_redhat_api: true,
      redhat_client_id: madeUp.clientId,
      redhat_client_secret: madeUp.clientSecret,
    },
    remarks: [
      "enable_redhat_api was turned on for this simulation, with credentials that were made up; --no-composes leaves it off.",
    ],
  };
}

/** What is taken for granted of the credentials that inputs give or name. */
function remarksOn(variables: Variables): readonly string[] {
  const names = credentialInputs.filter((name) => isText(variables[name]));
  const existing = names.filter((name) => name.startsWith("existing_"));
  return [
    ...(names.length > existing.length ? ["Red Hat takes the credentials of the inputs, whatever they are."] : []),
    ...(existing.length > 0 ? [`What ${existing.join(", ")} names exists, with credentials that were made up.`] : []),
  ];
}

/** The credentials that Red Hat knows: those of the inputs, and those of parameters and secrets that exist already. */
export function knownCredentials(variables: Variables): readonly RedHatCredentials[] {
  const {
    redhat_client_id: clientId,
    redhat_client_secret: clientSecret,
    redhat_offline_token: offlineToken,
  } = variables;
  return [
    madeUp,
    ...(isText(clientId) && isText(clientSecret) ? [{ clientId, clientSecret }] : []),
    ...(isText(offlineToken) ? [{ offlineToken }] : []),
  ];
}

/** Parameters that the inputs say exist already; in a simulation they hold credentials that are made up. */
export function existingParameters(variables: Variables): readonly Parameter[] {
  const find = (prefix: string, value: string) => {
    const name = variables[`${prefix}_name`];
    const arn = variables[`${prefix}_arn`];
    const type = "SecureString" as const;
    if (isText(name)) return [{ name, value, type }];
    if (!isText(arn)) return [];
    const found = { name: `/${arn.split(":parameter/").at(-1) ?? ""}`, value, type };
    return [arn.split(":")[4] === accountId ? found : { ...found, arn }];
  };
  return [
    ...find("existing_redhat_client_id_param", madeUp.clientId),
    ...find("existing_redhat_client_secret_param", madeUp.clientSecret),
  ];
}

/** The secret that the inputs say exists already; one of another account lets this one read it. */
export function existingSecrets(variables: Variables, arnPrefix: string): readonly Secret[] {
  const { existing_redhat_secret_name: name, existing_redhat_secret_arn: arn } = variables;
  const value = JSON.stringify({ client_id: madeUp.clientId, client_secret: madeUp.clientSecret });
  if (isText(name)) {
    return [{ name, arn: `${arnPrefix}:secret:${name}-AbCdEf`, value }];
  }
  if (!isText(arn)) return [];
  const complete = /-[a-zA-Z0-9]{6}$/.test(arn) ? arn : `${arn}-AbCdEf`;
  const [, partition = "", , , owner = ""] = arn.split(":");
  const reader = { AWS: `arn:${partition}:iam::${accountId}:root` };
  const statement = { Effect: "Allow", Principal: reader, Action: "secretsmanager:GetSecretValue", Resource: "*" };
  const secret = { name: complete.replace(/^.*:secret:/, "").slice(0, -7), arn: complete, value };
  return [owner === accountId ? secret : { ...secret, policy: readResourceStatements([statement]) }];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
