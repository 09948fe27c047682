import { expect, test } from "vitest";
import { Keys } from "../../../simulator/aws/kms/service.ts";
import type { CommonScenario } from "../../../simulator/scenario/schema.ts";
import { listKeys } from "../../../simulator/scenario/keys.ts";

const region = "us-east-1";
const id = "mrk-0123456789abcdef0123456789abcdef";
const given: CommonScenario["keys"][number] = {
  id,
  aliases: ["alias/images"],
  state: "Enabled",
  spec: "SYMMETRIC_DEFAULT",
  allowed: true,
};
const elsewhere = "arn:aws:kms:eu-west-1:111122223333:";

test("a key of a scenario is in its Region, under all its names, and in no other", () => {
  const keys = new Keys(listKeys({ region, keys: [{ ...given, region: "eu-west-1" }] }, []).keys);
  for (const name of [id, "alias/images", `${elsewhere}key/${id}`, `${elsewhere}alias/images`]) {
    expect(keys.findProblem(name, "eu-west-1"), name).toBeUndefined();
    expect(keys.findProblem(name, region), name).toBe("Given key ID is not accessible");
  }
});

test("a key that the inputs name exists in the Region that its ARN names, beside one of that name at home", () => {
  const named = [`${elsewhere}alias/images`, `${elsewhere}key/${id}`];
  const { keys, remarks } = listKeys({ region, keys: [given] }, named);
  const ring = new Keys(keys);
  for (const name of named) expect(ring.findProblem(name, "eu-west-1"), name).toBeUndefined();
  expect(ring.findProblem("alias/images", region)).toBeUndefined();
  expect(remarks).toHaveLength(2);
  expect(listKeys({ region, keys: [given] }, ["alias/images", id]).remarks).toEqual([]);
});
