import { expect, test } from "vitest";
import { textOf } from "../../../simulator/aws/resource-values.ts";
import { documentOf, install } from "../support/installed.ts";

/** Most bytes of a definition, and of what goes from state to state (Step Functions Developer Guide, Quotas). */
const maxDefinition = 1_048_576;

test("a thousand organizational units to share with fit into the definition, and do not weigh on the report", async () => {
  const unit = (index: number) =>
    `arn:aws:organizations::111122223333:ou/o-abcdefghij/ou-abcd-${String(index).padStart(8, "0")}`;
  const module = await install({
    share_with_ou_arns: Array.from({ length: 1_000 }, (_, index) => unit(index)),
    kms_key_id: "alias/images",
  });
  const definition = documentOf(module, "aws_sfn_state_machine", "ami_builder", "definition");
  expect(JSON.stringify(definition).length).toBeLessThan(maxDefinition);
  const { BuildWaves, Report } = definition["States"] as Record<string, Record<string, unknown>>;
  expect(Object.keys(Report?.["Parameters"] ?? {})).toEqual(["action", "execution_id.$", "run.$"]);
  // 500 cells of 300 bytes beside 500 results of 400 would not fit into 256 KiB.
  expect(BuildWaves?.["ResultPath"]).toBe(BuildWaves?.["ItemsPath"]);
});

test.each([
  [256, 512],
  [1_024, 1_024],
])("with %d MB for each function the checker has %d, since it reads what tests print", async (memory, expected) => {
  const { resources } = await install({ lambda_memory_size: memory });
  const sizes = resources("aws_lambda_function").map((resource) => [
    textOf(resource, "function_name"),
    resource.values["memory_size"],
  ]);
  expect(Object.fromEntries(sizes)).toMatchObject({
    "golden-ami-builder-checker": expected,
    "golden-ami-builder-publisher": memory,
  });
});
