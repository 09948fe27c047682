import { accountId, partition } from "../account.ts";
import type { Key } from "../aws/kms/service.ts";
import type { CommonScenario } from "./schema.ts";

/** The account's keys: those of the scenario, and the one the module is told to use, in good order unless the scenario has it. */
export function listKeys({ keys, region }: CommonScenario, kmsKeyId: unknown): readonly Key[] {
  const given = keys.map((key) => ({
    arn: `arn:${partition}:kms:${key.region ?? region}:${accountId}:key/${key.id}`,
    aliases: key.aliases,
    state: key.state,
    usage: "ENCRYPT_DECRYPT",
    spec: key.spec,
    allowed: key.allowed,
  }));
  const id = typeof kmsKeyId === "string" ? kmsKeyId : "";
  const isGiven = given.some(
    ({ arn, aliases }) => id.endsWith(arn.split("/").at(-1) ?? "") || aliases.some((alias) => id.endsWith(alias)),
  );
  return id === "" || isGiven ? given : [...given, goodKey(id, region)];
}

function goodKey(id: string, region: string): Key {
  const alias = /alias\/.+$/.exec(id)?.[0];
  const name = alias === undefined ? (id.split("/").at(-1) ?? id) : "11111111-2222-3333-4444-555555555555";
  return {
    arn: id.startsWith("arn:") && alias === undefined ? id : `arn:${partition}:kms:${region}:${accountId}:key/${name}`,
    aliases: alias === undefined ? [] : [alias],
    state: "Enabled",
    usage: "ENCRYPT_DECRYPT",
    spec: "SYMMETRIC_DEFAULT",
    allowed: true,
  };
}
