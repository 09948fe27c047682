import type { Environment } from "../../shared/environment.ts";
import { environmentNames as names } from "../contract.ts";

/** Where Red Hat is, and where the credentials for it are kept. */
export interface RedHatSettings {
  readonly store: string;
  /** Name or ARN of the parameter with the client ID. */
  readonly clientIdParameter: string | undefined;
  readonly clientSecretParameter: string | undefined;
  /** Name or ARN of the secret; another account's is found by its ARN alone. */
  readonly secretId: string | undefined;
  readonly ssoUrl: string;
  readonly apiUrl: string;
}

/**
 * Reads the settings. What is missing is told when credentials are looked for: a wrong setting costs tags, not copies.
 *
 * @param environment the initiator's environment variables
 */
export function readRedHatSettings(environment: Environment): RedHatSettings {
  // A variable that is set to nothing counts as not set, as everywhere.
  const read = (name: string) => environment[name] || undefined;
  return {
    store: read(names.redhatCredentialStore) ?? "",
    clientIdParameter: read(names.clientIdParam),
    clientSecretParameter: read(names.clientSecretParam),
    secretId: read(names.redhatSecretName),
    ssoUrl: read(names.redhatSsoUrl) ?? "https://sso.redhat.com",
    apiUrl: read(names.redhatApiUrl) ?? "https://console.redhat.com",
  };
}
