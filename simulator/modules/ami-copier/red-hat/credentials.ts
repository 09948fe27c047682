import { accountId } from "../../../account.ts";
import { readResourceStatements } from "../../../core/iam/policy.ts";
import type { Parameter } from "../../../aws/ssm/service.ts";
import type { Secret } from "../../../aws/secrets-manager/service.ts";
import type { RedHatCredentials } from "./api.ts";
import type { CopierScenario } from "../scenario.ts";

type Variables = Readonly<Record<string, unknown>>;

const madeUp = { clientId: "simulated-client-id", clientSecret: "simulated-client-secret" };

/**
 * The module's inputs for a scenario: with composes, Red Hat's API is enabled with credentials that the simulation makes up,
 * unless the inputs say something about the API themselves.
 */
export function withRedHat({ variables, composes }: CopierScenario): Variables {
  if (composes === false || "enable_redhat_api" in variables) {
    return variables;
  }
  return {
    ...variables,
    enable_redhat_api: true,
    redhat_client_id: madeUp.clientId,
    redhat_client_secret: madeUp.clientSecret,
  };
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
    if (isText(name)) return [{ name, value }];
    if (!isText(arn)) return [];
    const found = { name: `/${arn.split(":parameter/").at(-1) ?? ""}`, value };
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
