import * as z from "zod/mini";
import type { Credentials } from "./credentials.ts";
import { requestJson, type RequestOptions } from "./request.ts";

const path = "/auth/realms/redhat-external/protocol/openid-connect/token";

const tokenSchema = z.object({ access_token: z.string().check(z.minLength(1)) });

/**
 * Gets an access token from Red Hat's single sign-on.
 *
 * @param ssoUrl where it is
 * @param credentials of a service account, or an offline token
 * @param options timeout and signal
 * @returns the token, good for some minutes
 * @throws RedHatError
 */
export async function fetchToken(
  ssoUrl: string,
  credentials: Credentials,
  options: Omit<RequestOptions, "what">,
): Promise<string> {
  const form: Record<string, string> =
    "offlineToken" in credentials
      ? { grant_type: "refresh_token", client_id: "rhsm-api", refresh_token: credentials.offlineToken }
      : {
          grant_type: "client_credentials",
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
          scope: "api.console",
        };
  const init = { method: "POST", body: new URLSearchParams(form) };
  const { access_token } = await requestJson(`${ssoUrl}${path}`, init, tokenSchema, { ...options, what: "token" });
  return access_token;
}
