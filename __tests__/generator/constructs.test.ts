import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function/index.js";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js";
import { TerraformIterator, TerraformLocal, TerraformOutput } from "cdktf";
import { describe, expect, it } from "vitest";
import { checkFiles } from "../../generator/hcl/check-files.ts";
import { comment } from "../../stacks/shared/comment.ts";
import { dynamicBlock, optionalBlock } from "../../stacks/shared/dynamic-block.ts";
import { commented, hcl, hclAny, hclList, hclMap, hclNumber, jsonencode, literal } from "../../stacks/shared/hcl.ts";
import { byKey, every, one, withKey } from "../../stacks/shared/instances.ts";
import { moved } from "../../stacks/shared/moved.ts";
import type { ModuleStack } from "../../stacks/shared/module-stack.ts";
import type { VariableDefinition } from "../../variables/variable.ts";
import { writeStack } from "./support/stack.ts";

const parameter = { name: "a", type: "String", value: "b" };
const main = async (add: (stack: ModuleStack) => void, inputs: readonly string[] = []) =>
  (await writeStack(add, inputs)).get("main.tf");
const local = (value: unknown, inputs: readonly string[] = []) =>
  main((stack) => new TerraformLocal(stack, "local.value", value), inputs);

describe("inputs", () => {
  const definition = {
    name: "regions",
    type: "map(object({ team = string, size = optional(number, 3) }))",
    default: { "eu-west-1": { team: "CostCenter" }, CostCenter: { team: "${a} %{b}", size: null } },
    description: "By Region.",
  } as unknown as VariableDefinition;

  it("keep the keys of their defaults, and are what their definitions say", async () => {
    const files = await writeStack(() => undefined, [definition]);
    expect(files.get("variables.tf")).toContain("eu-west-1 = {");
    expect(files.get("variables.tf")).toContain("CostCenter = {");
    await expect(checkFiles(files, [definition])).resolves.toBeUndefined();
  });

  it("without a default have to be given", async () => {
    const required = { name: "size", type: "number", description: "Size." } as unknown as VariableDefinition;
    const files = await writeStack(() => undefined, [required]);
    expect(files.get("variables.tf")).not.toContain("default");
    await expect(checkFiles(files, [required])).resolves.toBeUndefined();
  });

  it.each([
    ["default", "eu-west-1", "eu_west_1"],
    ["type", "optional(number, 3)", "optional(number, 4)"],
    ["nullable", "nullable = false", "nullable = true"],
    ["description", "By Region.", "By region."],
  ])("whose %s is written otherwise are refused", async (what, meant, written) => {
    const files = await writeStack(() => undefined, [definition]);
    const text = (files.get("variables.tf") ?? "").replace(new RegExp(meant.replace(/[()]/g, "\\$&")), written);
    expect(text).not.toBe(files.get("variables.tf"));
    await expect(checkFiles(new Map([["variables.tf", text]]), [definition])).rejects.toThrow(
      `The ${what} of var.regions`,
    );
  });

  it("are refused with the file's name when Terraform cannot read the file", async () => {
    await expect(checkFiles(new Map([["main.tf", 'locals {\n  a = "${"\n}\n']]), [])).rejects.toThrow(/^main\.tf /);
  });
});

describe("jsonencode", () => {
  it("takes references in keys, in texts and as numbers, null in lists, and comments", async () => {
    const prefix = hcl`var.prefix`;
    const value = jsonencode({
      [`aws:ResourceTag/${prefix}`]: `${prefix}-x`,
      [prefix]: `$${prefix}`,
      list: [1, null, hclNumber`var.size`, `n-${hclNumber`var.size`}-x`],
      items: [commented("why\nso", { a: 1, b: 2 }), "c"],
      one: commented("because", { d: true }),
    });
    expect(await local(value, ["prefix", "size"])).toBe(`locals {
  value = jsonencode({
    "aws:ResourceTag/\${var.prefix}" = "\${var.prefix}-x"
    (var.prefix)                    = "\\u0024\${var.prefix}"
    list                            = [1, null, var.size, "n-\${var.size}-x"]
    items = [
      # why
      # so
      {
        a = 1
        b = 2
      },
      "c",
    ]
    # because
    one = { d = true }
  })
}
`);
  });

  it.each<[string, unknown, RegExp]>([
    ["a list in a text", jsonencode({ a: `${hclList`var.l`[0] ?? ""}-x` }), /^local\.value: .*join/],
    ["a list among items", jsonencode([...hclList`var.l`, "x"]), /^local\.value: .*concat/],
    ["a map spread into an object", jsonencode({ ...hclMap`var.m`, x: 1 }), /^local\.value: .*merge/],
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what careless code would do
    ["a map in a text", jsonencode({ a: `${String({ ...hclMap`var.m` })}-x` }), /^local\.value: .*jsonencode/],
    ["a comment that has no place", commented("why", 1), /^local\.value: .*commented/],
    ["what JSON has not", jsonencode({ a: Infinity }), /^local\.value: .*Infinity/],
  ])("refuses %s", async (_, value, message) => {
    await expect(local(value, ["l", "m"])).rejects.toThrow(message);
  });
});

describe("texts of attributes", () => {
  it("take numbers by reference, wherever they stand", async () => {
    expect(await local(`n-${hclNumber`var.size`}-x`, ["size"])).toContain('"n-${var.size}-x"');
  });

  it("are refused when a $ would make an escape of a reference", async () => {
    await expect(local(`$${hcl`var.a`}`, ["a"])).rejects.toThrow(/^local\.value has a text with \$ .*hcl`/);
  });
});

it("expressions inside others keep their meaning", async () => {
  const either = hclAny`var.a || var.b`;
  expect(await local(hclAny`!${either} && ${either} ? ${either} : [${either}][0]`, ["a", "b"])).toContain(
    "value = !(var.a || var.b) && (var.a || var.b) ? var.a || var.b : [var.a || var.b][0]",
  );
});

describe("a reference that is written out in a text", () => {
  it.each<[string, (stack: ModuleStack) => unknown]>([
    [
      "of an attribute",
      (stack) => new SsmParameter(stack, "aws_ssm_parameter.a", { ...parameter, name: "${var.x}-a" }),
    ],
    ["of a local", (stack) => new TerraformLocal(stack, "local.a", { b: ["${local.x}"] })],
    ["of an output", (stack) => new TerraformOutput(stack, "output.a", { value: "${aws_ssm_parameter.x.arn}" })],
    ["in a key", (stack) => new TerraformLocal(stack, "local.a", { "x/${var.x}": 1 })],
    ["with a directive", (stack) => new TerraformLocal(stack, "local.a", "%{ if true }a%{ endif }")],
    ["inside jsonencode", (stack) => new TerraformLocal(stack, "local.a", jsonencode({ b: "x-${var.x}" }))],
    ["in a key inside jsonencode", (stack) => new TerraformLocal(stack, "local.a", jsonencode({ "${data.a.b.c}": 1 }))],
    ["between quotes", (stack) => new TerraformLocal(stack, "local.a", hclAny`"${"${each.key}"}"`)],
    ["outside of quotes", (stack) => new TerraformLocal(stack, "local.a", hclAny`${"${var.x}"} == ""`)],
  ])("%s is refused", async (_, add) => {
    await expect(writeStack((stack) => void add(stack), ["x"])).rejects.toThrow(
      /^(aws_ssm_parameter|local|output)\.a\b.*(\$\{|%\{).*ut a reference there, such as \$\{input\.name\}/,
    );
  });

  it("is taken as it stands when it is escaped, and when it is none", async () => {
    expect(await local(literal("${var.x}"))).toContain('"$${var.x}"');
    expect(await local(jsonencode({ a: "${HOME} ${aws:username}" }))).toContain('"$${HOME} $${aws:username}"');
    expect(await local(hclAny`"\${var.x}-${"y"}"`, ["x"])).toContain('"${var.x}-y"');
  });
});

describe("blocks that depend on expressions", () => {
  const rule = {
    id: hcl`rule.key`,
    status: "Enabled",
    filter: [{ prefix: "p" }],
    expiration: [{ days: hclNumber`expiration.value` }],
  };

  it("are blocks with blocks in them, dynamic ones too", async () => {
    const text = await main(
      (stack) => {
        const bucket = new S3BucketLifecycleConfiguration(stack, "aws_s3_bucket_lifecycle_configuration.a", {
          bucket: "b",
          rule: [rule],
        });
        dynamicBlock(bucket, "rule", { forEach: hclAny`var.rules` });
        dynamicBlock(bucket, "rule.expiration", { forEach: hclAny`rule.value.days[*]` });
      },
      ["rules"],
    );
    expect(text).toBe(`resource "aws_s3_bucket_lifecycle_configuration" "a" {
  bucket = "b"

  dynamic "rule" {
    for_each = var.rules

    content {
      id     = rule.key
      status = "Enabled"

      filter {
        prefix = "p"
      }

      dynamic "expiration" {
        for_each = rule.value.days[*]

        content {
          days = expiration.value
        }
      }
    }
  }
}
`);
  });

  it("are there under a condition", async () => {
    const text = await main(
      (stack) => {
        const vpcConfig = { subnetIds: hclList`var.subnets`, securityGroupIds: [] };
        const lambda = new LambdaFunction(stack, "aws_lambda_function.a", { functionName: "a", role: "r", vpcConfig });
        optionalBlock(lambda, "vpc_config", hclAny`length(var.subnets) > 0`);
      },
      ["subnets"],
    );
    expect(text).toContain(
      'dynamic "vpc_config" {\n    for_each = length(var.subnets) > 0 ? [1] : []\n\n    content {',
    );
  });

  it("are no expressions themselves: for a block that is there once the compiler refuses it", async () => {
    const text = await main((stack) => {
      new LambdaFunction(stack, "aws_lambda_function.a", {
        functionName: "a",
        role: "r",
        // @ts-expect-error -- CDKTF would leave the block out without a word
        vpcConfig: hclAny`var.vpc_config`,
        // @ts-expect-error -- the same where all of a block's attributes are optional
        loggingConfig: hclAny`var.logging_config`,
      });
    });
    expect(text).not.toContain("config");
  });

  it.each<[string, (stack: ModuleStack) => void, RegExp]>([
    [
      "an expression in place of a block",
      (stack) =>
        new S3BucketLifecycleConfiguration(stack, "aws_s3_bucket_lifecycle_configuration.a", {
          bucket: "b",
          rule: hclAny`var.rules`,
        }),
      /^aws_s3_bucket_lifecycle_configuration\.a .*optionalBlock or dynamicBlock/,
    ],
    [
      "an iterator's block with something nested",
      (stack) => {
        const each = TerraformIterator.fromComplexList(hclAny`var.rules`, "id");
        new S3BucketLifecycleConfiguration(stack, "aws_s3_bucket_lifecycle_configuration.a", {
          bucket: "b",
          rule: each.dynamic({ id: "x", filter: [{ prefix: "x" }] }),
        });
      },
      /whether filter in it is a block.*dynamicBlock/,
    ],
    [
      "a dynamic block that is not there",
      (stack) => {
        optionalBlock(new SsmParameter(stack, "aws_ssm_parameter.a", parameter), "timeouts", "true");
      },
      /^aws_ssm_parameter\.a has no block timeouts/,
    ],
    [
      "a provisioner",
      (stack) =>
        new SsmParameter(stack, "aws_ssm_parameter.a", {
          ...parameter,
          provisioners: [{ type: "local-exec", command: "x" }],
        }),
      /^aws_ssm_parameter\.a has a provisioner.*Lambda/,
    ],
    [
      "a connection",
      (stack) =>
        new SsmParameter(stack, "aws_ssm_parameter.a", { ...parameter, connection: { type: "ssh", host: "h" } }),
      /^aws_ssm_parameter\.a has a connection/,
    ],
  ])("%s is refused", async (_, add, message) => {
    await expect(main(add, ["rules"])).rejects.toThrow(message);
  });
});

it("null in an output needs an expression", async () => {
  const value = [1, null, { a: null }];
  const write = (written: unknown) =>
    writeStack((stack) => {
      new TerraformOutput(stack, "output.a", { value: written });
    });
  await expect(write(value)).rejects.toThrow(/^output\.a: .*hclAny/);
  expect((await write(hclAny`${value}`)).get("outputs.tf")).toContain("value = [1, null, { a = null }]");
});

it("outputs have their preconditions", async () => {
  const files = await writeStack(
    (stack) => {
      new TerraformOutput(stack, "output.a", {
        value: 1,
        precondition: { condition: hclAny`var.x == ""`, errorMessage: "No." },
      });
    },
    ["x"],
  );
  expect(files.get("outputs.tf")).toContain(
    '  precondition {\n    condition     = var.x == ""\n    error_message = "No."\n  }',
  );
});

describe("resources that are there several times", () => {
  const counted = (stack: ModuleStack) =>
    new SsmParameter(stack, "aws_ssm_parameter.c", { ...parameter, count: hclNumber`var.n` });
  const keyed = (stack: ModuleStack) =>
    new SsmParameter(stack, "aws_ssm_parameter.k", { ...parameter, forEach: TerraformIterator.fromMap(hclMap`var.m`) });

  it("give their attributes by helpers, and say first how often they are there", async () => {
    const text = await main(
      (stack) => {
        const [c, k] = [counted(stack), keyed(stack)];
        const values = {
          one: one(c, "arn"),
          all: every(c, "arn"),
          keys: byKey(k, "arn"),
          list: every(k, "arn"),
          a: withKey(k, 'a"', "arn"),
        };
        for (const [name, value] of Object.entries(values)) new TerraformLocal(stack, `local.${name}`, value);
      },
      ["n", "m"],
    );
    expect(text).toContain('resource "aws_ssm_parameter" "c" {\n  count = var.n\n\n');
    expect(text).toContain('resource "aws_ssm_parameter" "k" {\n  for_each = var.m\n\n');
    expect(text).toContain(`locals {
  one  = one(aws_ssm_parameter.c[*].arn)
  all  = aws_ssm_parameter.c[*].arn
  keys = { for key, item in aws_ssm_parameter.k : key => item.arn }
  list = values(aws_ssm_parameter.k)[*].arn
  a    = aws_ssm_parameter.k["a\\""].arn
}`);
  });

  it.each<[string, (stack: ModuleStack) => unknown, RegExp]>([
    ["count", (stack) => counted(stack).arn, /^local\.a refers to aws_ssm_parameter\.c\.arn.*one\(resource, "arn"\)/],
    ["for_each", (stack) => keyed(stack).arn, /^local\.a refers to aws_ssm_parameter\.k\.\*.*withKey/],
  ])("with %s have no attribute of their own", async (_, value, message) => {
    await expect(main((stack) => new TerraformLocal(stack, "local.a", value(stack)), ["n", "m"])).rejects.toThrow(
      message,
    );
  });

  it("are needed for the helpers", async () => {
    await expect(
      main((stack) => one(new SsmParameter(stack, "aws_ssm_parameter.a", parameter), "arn")),
    ).rejects.toThrow(/neither count nor for_each/);
    await expect(main((stack) => byKey(counted(stack), "arn"))).rejects.toThrow(/no for_each/);
  });
});

describe("moved", () => {
  const write = (from: string, to: string) =>
    writeStack((stack) => {
      new SsmParameter(stack, "aws_ssm_parameter.a", parameter);
      moved(stack, { from, to });
    });

  it("stands in a file of its own", async () => {
    expect((await write('aws_ssm_parameter.old["x/y"]', "aws_ssm_parameter.a")).get("moved.tf")).toBe(
      'moved {\n  from = aws_ssm_parameter.old["x/y"]\n  to   = aws_ssm_parameter.a\n}\n',
    );
  });

  it.each([
    ["to what is not there", "aws_ssm_parameter.old", "aws_ssm_parameter.b", /nearest name is aws_ssm_parameter\.a/],
    ["from what is still there", "aws_ssm_parameter.a", "aws_ssm_parameter.a", /still exists/],
    ["from what is no address", "a b", "aws_ssm_parameter.a", /no address/],
  ])("is refused %s", async (_, from, to, message) => {
    await expect(write(from, to)).rejects.toThrow(message);
  });
});

describe("names", () => {
  it.each<[string, unknown, string]>([
    [
      "an input",
      hclAny`var.nme`,
      "local.value refers to var.nme, which the module does not have. The nearest name is var.name.",
    ],
    ["a local", hclAny`[for x in local.valu : x]`, "The nearest name is local.value."],
    ["a resource", hclAny`"\${aws_iam_role.a.arn}"`, "refers to aws_iam_role.a"],
    ["a data source", hclAny`{ a = data.aws_region.current.id }`, "refers to data.aws_region.current"],
    ["the item of a loop that is over", hclAny`[[for x in var.name : x], x]`, "refers to x"],
    ["the key of no instance", hclAny`each.key`, "has no for_each"],
  ])("that %s has not are refused", async (_, value, message) => {
    await expect(local(value, ["name"])).rejects.toThrow(message);
  });

  it("that Terraform or a loop gives are none of the module's", async () => {
    const value = hclAny`{ for k, v in var.name : k => { k = v.name, p = path.module, t = "$\${no.name} \${v.b}" } if v != null }`;
    expect(await local(value, ["name"])).toContain("for k, v in var.name");
  });
});

it("a local has its comment above it", async () => {
  const commentedLocal = await main((stack) => {
    comment(new TerraformLocal(stack, "local.a", 1), "Why.");
  });
  expect(commentedLocal).toBe("locals {\n  # Why.\n  a = 1\n}\n");
});
