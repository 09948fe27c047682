import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod/mini";
import { RedHatError } from "./errors.ts";
import type { RedHatSettings } from "./settings.ts";

/** A service account, or the offline token of a person. */
export type Credentials =
  { readonly clientId: string; readonly clientSecret: string } | { readonly offlineToken: string };

/** The clients of the two stores. */
export interface CredentialClients {
  readonly ssm: SSMClient;
  readonly secretsManager: SecretsManagerClient;
}

const secretSchema = z.object({
  client_id: z.optional(z.string()),
  client_secret: z.optional(z.string()),
  offline_token: z.optional(z.string()),
});

/**
 * Reads Red Hat's credentials from the store that is set.
 *
 * @param settings the store, and what to read from it
 * @param clients clients of both stores
 * @throws RedHatError when they cannot be read, or are none; it never holds a value
 */
export async function readCredentials(settings: RedHatSettings, clients: CredentialClients): Promise<Credentials> {
  switch (settings.store) {
    case "ssm":
      return {
        clientId: await readParameter(clients.ssm, settings.clientIdParameter, "client ID"),
        clientSecret: await readParameter(clients.ssm, settings.clientSecretParameter, "client secret"),
      };
    case "secretsmanager":
      return parseSecret(await readSecret(clients.secretsManager, settings.secretId));
    default:
      throw new RedHatError(`credentials: the store "${settings.store}" is neither ssm nor secretsmanager`);
  }
}

async function readParameter(ssm: SSMClient, name: string | undefined, what: string): Promise<string> {
  if (name === undefined) {
    throw new RedHatError(`credentials: no parameter is set for the ${what}`);
  }
  const { Parameter } = await read(`parameter of the ${what}`, () =>
    ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true })),
  );
  if (Parameter?.Value === undefined || Parameter.Value === "") {
    throw new RedHatError(`credentials: the parameter of the ${what} is empty`);
  }
  return Parameter.Value;
}

async function readSecret(secretsManager: SecretsManagerClient, id: string | undefined): Promise<string> {
  if (id === undefined) {
    throw new RedHatError("credentials: no secret is set");
  }
  const { SecretString } = await read("secret", () => secretsManager.send(new GetSecretValueCommand({ SecretId: id })));
  return SecretString ?? "";
}

/** A service account wins over an offline token, as in the Python original, which calls the token deprecated. */
function parseSecret(text: string): Credentials {
  const { client_id, client_secret, offline_token } = readFields(text);
  if (client_id && client_secret) {
    return { clientId: client_id, clientSecret: client_secret };
  }
  if (offline_token) {
    return { offlineToken: offline_token };
  }
  throw new RedHatError("credentials: the secret must be JSON with client_id and client_secret, or with offline_token");
}

function readFields(text: string): z.output<typeof secretSchema> {
  try {
    return z.parse(secretSchema, JSON.parse(text));
  } catch {
    return {};
  }
}

async function read<T>(what: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw new RedHatError(`credentials: the ${what} cannot be read: ${(error as Error).name}`);
  }
}
