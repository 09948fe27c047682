import { accountId, partition } from "../account.ts";
import type { Key } from "../aws/kms/service.ts";
import type { CommonScenario } from "./schema.ts";

/** The keys of an account, and what was made up. */
export interface AccountKeys {
  readonly keys: readonly Key[];
  /** Sentences for a person. */
  readonly remarks: readonly string[];
}

/**
 * The account's keys: those of the scenario, and those the module is told to use, in good order unless the scenario has them.
 *
 * @param scenario whose keys they are
 * @param ids key ids, key ARNs, aliases or alias ARNs; keys of other Regions by their ARNs
 */
export function listKeys(
  { keys, region }: Pick<CommonScenario, "keys" | "region">,
  ids: readonly string[],
): AccountKeys {
  const given = keys.map((key) => ({
    arn: `arn:${partition}:kms:${key.region ?? region}:${accountId}:key/${key.id}`,
    aliases: key.aliases,
    state: key.state,
    usage: "ENCRYPT_DECRYPT",
    spec: key.spec,
    allowed: key.allowed,
  }));
  const home = `arn:${partition}:kms:${region}:${accountId}`;
  const missing = ids.map(readId).filter(
    ({ prefix = home, name }) =>
      // A key of the same name in another Region or account is another key.
      !given.some(
        ({ arn, aliases }) => arn.startsWith(`${prefix}:`) && (arn.endsWith(`:${name}`) || aliases.includes(name)),
      ),
  );
  return {
    keys: [...given, ...missing.map((id) => goodKey(id, region))],
    remarks: missing.map(({ id }) => `The KMS key ${id} exists in this simulation, enabled and usable.`),
  };
}

/** A key by one of its names: `key/…` or `alias/…`, and the account and Region where they are told. */
interface KeyName {
  readonly id: string;
  readonly prefix: string | undefined;
  readonly name: string;
}

function readId(id: string): KeyName {
  const [, prefix, name = ""] = /^(?:(arn:[^/]*:\d{12}):)?(.+)$/.exec(id) ?? [];
  return { id, prefix, name: name.includes("/") ? name : `key/${name}` };
}

/** A key that can be used. */
function goodKey({ prefix, name }: KeyName, region: string): Key {
  const isAlias = name.startsWith("alias/");
  return {
    arn: `${prefix ?? `arn:${partition}:kms:${region}:${accountId}`}:${isAlias ? "key/11111111-2222-3333-4444-555555555555" : name}`,
    aliases: isAlias ? [name] : [],
    state: "Enabled",
    usage: "ENCRYPT_DECRYPT",
    spec: "SYMMETRIC_DEFAULT",
    allowed: true,
  };
}
