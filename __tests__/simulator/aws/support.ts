import { RedHatApi } from "../../../simulator/modules/ami-copier/red-hat/api.ts";
import { redHatHost } from "../../../simulator/modules/ami-copier/red-hat/host.ts";
import { type Account, openAccount, person } from "../../../simulator/account.ts";

export const start = Date.parse("2026-01-01T00:00:00.000Z");
export const region = "us-east-1";

/** An account with two keys, one of them disabled. */
export function open(): Promise<Account> {
  const key = { usage: "ENCRYPT_DECRYPT", spec: "SYMMETRIC_DEFAULT", allowed: true };
  return openAccount({
    region,
    start,
    keys: [
      { ...key, arn: "arn:aws:kms:us-east-1:111122223333:key/good", aliases: ["alias/good"], state: "Enabled" },
      { ...key, arn: "arn:aws:kms:us-east-1:111122223333:key/off", aliases: [], state: "Disabled" },
      { ...key, arn: "arn:aws:kms:us-east-1:111122223333:key/closed", aliases: [], state: "Enabled", allowed: false },
    ],
    hosts: [redHatHost(new RedHatApi([{ clientId: "id", clientSecret: "secret" }]))],
  });
}

/** Settings of an SDK client for the person's credentials. */
export function clientOf({ url }: Account) {
  return {
    region,
    endpoint: url,
    credentials: { accessKeyId: person.accessKeyId, secretAccessKey: person.secretAccessKey },
    maxAttempts: 1,
  };
}
