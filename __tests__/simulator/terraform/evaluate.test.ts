import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { awsTypes } from "../../../simulator/aws/computed.ts";
import { readEventRules } from "../../../simulator/aws/events/resources.ts";
import { readSecrets } from "../../../simulator/aws/secrets-manager/resources.ts";
import { readQueues } from "../../../simulator/aws/sqs/resources.ts";
import { readParameters } from "../../../simulator/aws/ssm/resources.ts";
import { readStateMachines } from "../../../simulator/aws/states/resources.ts";
import { readFunctions } from "../../../simulator/lambda/resources.ts";
import { evaluateModule } from "../../../simulator/terraform/evaluate.ts";
import { evaluated, functionOf, here, moduleFolder, problems, statements } from "./support.ts";

describe("the module for its defaults", async () => {
  const module = await evaluated();

  it("has three functions with their settings", () => {
    expect(
      readFunctions(module).map(({ name, arn, zip, handler, timeout, memoryMegabytes }) => ({
        name,
        arn,
        zip,
        handler,
        timeout,
        memoryMegabytes,
      })),
    ).toEqual(
      [
        ["finalizer", 300],
        ["initiator", 600],
        ["status-checker", 60],
      ].map(([name, timeout]) => ({
        name: `rhel-ami-copier-${name}`,
        arn: `arn:aws:lambda:us-east-1:123456789012:function:rhel-ami-copier-${name}`,
        zip: join(moduleFolder, "lambdas", `${name}.zip`),
        handler: "index.handler",
        timeout,
        memoryMegabytes: 256,
      })),
    );
  });

  it("gives the functions their environments, numbers as texts", () => {
    expect(functionOf(module, "initiator").environment).toEqual({
      AMI_NAME_TEMPLATE: "rhel-{uuid}-encrypted-gp3-{date}",
      AMI_NAME_TAG_TEMPLATE: "",
      SOURCE_OWNER_IDS: '["463606842039"]',
      SOURCE_REGION: "us-east-1",
      SOURCE_NAME_FILTERS: "[]",
      SOURCE_ARCHITECTURES: "[]",
      MAX_CONCURRENT_COPIES: "20",
      COPY_TIMEOUT_HOURS: "12",
    });
    expect(functionOf(module, "status-checker").environment).toEqual({ COPY_TIMEOUT_HOURS: "12" });
    expect(functionOf(module, "finalizer").environment).toEqual({ GP3_IOPS: "", GP3_THROUGHPUT: "", IMDS_SUPPORT: "" });
  });

  it("gives the initiator its rights", () => {
    expect(Object.keys(statements(module, "initiator"))).toEqual([
      "WriteLogs",
      "DescribeImages",
      "CopySharedImages",
      "TagNewCopies",
    ]);
    expect(statements(module, "initiator")["CopySharedImages"]?.["Resource"]).toEqual([
      "arn:aws:ec2:us-east-1::image/*",
      "arn:aws:ec2:us-east-1::snapshot/*",
    ]);
  });

  it("has a state machine whose states call the functions' versions", () => {
    expect(readStateMachines(module)).toMatchObject([
      {
        arn: "arn:aws:states:us-east-1:123456789012:stateMachine:rhel-ami-copier",
        name: "rhel-ami-copier",
        definition: {
          StartAt: "DiscoverAMIs",
          States: {
            DiscoverAMIs: { Resource: `${functionOf(module, "initiator").arn}:1`, Parameters: { "input.$": "$" } },
            ProcessAMIs: { ItemProcessor: { States: { WaitForCopy: { Seconds: 300 } } } },
          },
        },
        roleArn: "arn:aws:iam::123456789012:role/rhel-ami-copier-sfn",
        policy: ["InvokeFunctions", "RunWaves", "FollowWaves", "RedriveWaves", "DeliverLogs"].map((Sid) => ({ Sid })),
      },
    ]);
  });

  it("has a schedule, and no credentials", () => {
    const [stateMachine] = readStateMachines(module);
    const [queue] = readQueues(module);
    expect(readEventRules(module)).toMatchObject([
      {
        busName: "default",
        scheduleExpression: "rate(12 hours)",
        enabled: true,
        targets: [
          {
            arn: stateMachine?.arn,
            roleArn: "arn:aws:iam::123456789012:role/rhel-ami-copier-eventbridge",
            deadLetterArn: queue?.arn,
          },
        ],
      },
    ]);
    expect([readParameters(module), readSecrets(module)]).toEqual([[], []]);
  });
});

it("must be there", async () => {
  const missing = evaluateModule("/nowhere", {}, here, awsTypes);
  await expect(missing).rejects.toThrow("The module's folder /nowhere cannot be read: there is no such file");
});

describe("the module with Red Hat's API", () => {
  const serviceAccount = { enable_redhat_api: true, redhat_client_id: "id", redhat_client_secret: "secret" };

  it("keeps a service account in two parameters", async () => {
    const module = await evaluated(serviceAccount);
    expect(readParameters(module)).toEqual([
      { name: "/rhel/redhat/client-id", value: "id", type: "SecureString", dataType: "text" },
      { name: "/rhel/redhat/client-secret", value: "secret", type: "SecureString", dataType: "text" },
    ]);
    expect(readSecrets(module)).toEqual([]);
    expect(functionOf(module, "initiator").environment).toMatchObject({
      REDHAT_CREDENTIAL_STORE: "ssm",
      CLIENT_ID_PARAM: "/rhel/redhat/client-id",
      CLIENT_SECRET_PARAM: "/rhel/redhat/client-secret",
    });
    expect(statements(module, "initiator")["ReadCredentialParameters"]?.["Resource"]).toEqual([
      "arn:aws:ssm:us-east-1:123456789012:parameter/rhel/redhat/client-id",
      "arn:aws:ssm:us-east-1:123456789012:parameter/rhel/redhat/client-secret",
    ]);
  });

  it("keeps a service account, or an offline token, in a secret", async () => {
    const store = { ...serviceAccount, redhat_credential_store: "secretsmanager" };
    const module = await evaluated(store);
    const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rhel-redhat-api-credentials-AbCdEf";
    expect(readSecrets(module)).toEqual([
      { name: "rhel-redhat-api-credentials", arn, value: '{"client_id":"id","client_secret":"secret"}' },
    ]);
    expect(readParameters(module)).toEqual([]);
    expect(functionOf(module, "initiator").environment).toMatchObject({
      REDHAT_CREDENTIAL_STORE: "secretsmanager",
      REDHAT_SECRET_NAME: "rhel-redhat-api-credentials",
    });
    expect(statements(module, "initiator")["ReadCredentialSecret"]?.["Resource"]).toBe(arn);
    const withToken = await evaluated({ ...store, redhat_offline_token: "token" });
    expect(readSecrets(withToken)[0]?.value).toBe('{"offline_token":"token"}');
  });

  it("takes parameters and secrets that are there already, and creates none", async () => {
    const parameters = await evaluated({
      enable_redhat_api: true,
      existing_redhat_client_id_param_name: "/mine/id",
      existing_redhat_client_secret_param_arn: "arn:aws:ssm:us-east-1:123456789012:parameter/mine/secret",
    });
    expect(readParameters(parameters)).toEqual([]);
    expect(statements(parameters, "initiator")["ReadCredentialParameters"]?.["Resource"]).toEqual([
      "arn:aws:ssm:us-east-1:123456789012:parameter/mine/id",
      "arn:aws:ssm:us-east-1:123456789012:parameter/mine/secret",
    ]);
    const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:mine/redhat-a1B2c3";
    const store = { enable_redhat_api: true, redhat_credential_store: "secretsmanager" };
    for (const [existing, granted] of [
      [arn, arn],
      [arn.slice(0, -7), `${arn.slice(0, -7)}-??????`],
    ]) {
      const module = await evaluated({ ...store, existing_redhat_secret_arn: existing });
      expect(readSecrets(module)).toEqual([]);
      expect(functionOf(module, "initiator").environment["REDHAT_SECRET_NAME"]).toBe(existing);
      expect(statements(module, "initiator")["ReadCredentialSecret"]?.["Resource"]).toBe(granted);
    }
    const byName = await evaluated({ ...store, existing_redhat_secret_name: "mine/redhat" });
    expect(functionOf(byName, "initiator").environment["REDHAT_SECRET_NAME"]).toBe("mine/redhat");
    expect(statements(byName, "initiator")["ReadCredentialSecret"]?.["Resource"]).toBe(
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:mine/redhat-??????",
    );
  });
});

describe("the module with other variables", () => {
  it("allows the initiator a customer key, or the keys of an alias", async () => {
    const id = "11111111-2222-3333-4444-555555555555";
    const key = await evaluated({ kms_key_id: id });
    expect(functionOf(key, "initiator").environment["KMS_KEY_ID"]).toBe(id);
    expect(statements(key, "initiator")["CheckKey"]?.["Resource"]).toBe(`arn:aws:kms:us-east-1:123456789012:key/${id}`);
    const alias = statements(await evaluated({ kms_key_id: "alias/images" }), "initiator")["CheckKey"];
    expect(alias).toMatchObject({
      Resource: "arn:aws:kms:us-east-1:123456789012:key/*",
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": ["alias/images"] } },
    });
  });

  it("carries tags with special characters into the state machine", async () => {
    const tags = { "team:cost/center": "a=b +@_.-", Größe: "große Ämter", __proto__x: "", Name: "x" };
    const [stateMachine] = readStateMachines(await evaluated({ tags }));
    const parameters = JSON.stringify(stateMachine?.definition);
    expect(parameters).toContain(
      JSON.stringify('{"Größe":"große Ämter","Name":"x","__proto__x":"","team:cost/center":"a=b +@_.-"}').slice(1, -1),
    );
  });

  it("takes a tag whose key is the name of an object's property", async () => {
    const tags: unknown = JSON.parse('{ "__proto__": "a", "constructor": "b" }');
    const [stateMachine] = readStateMachines(await evaluated({ tags }));
    expect(JSON.stringify(stateMachine?.definition)).toContain('{\\"__proto__\\":\\"a\\",\\"constructor\\":\\"b\\"}');
  });

  it("is where it is installed", async () => {
    const module = await evaluated({}, { accountId: "999999999999", region: "cn-north-1", partition: "aws-cn" });
    expect(readStateMachines(module)[0]?.arn).toBe(
      "arn:aws-cn:states:cn-north-1:999999999999:stateMachine:rhel-ami-copier",
    );
    expect(functionOf(module, "initiator").environment["SOURCE_REGION"]).toBe("cn-north-1");
  });

  it("converts values as Terraform does, and takes null for a default", async () => {
    const module = await evaluated({
      name_prefix: 5,
      lambda_memory_size: "512",
      schedule_enabled: "false",
      source_owner_ids: [123456789012],
      gp3_iops: null,
      copy_timeout_hours: null,
    });
    expect(readStateMachines(module)[0]?.name).toBe("5-ami-copier");
    expect(functionOf(module, "finalizer").memoryMegabytes).toBe(512);
    expect(readEventRules(module)[0]?.enabled).toBe(false);
    expect(functionOf(module, "initiator").environment).toMatchObject({
      SOURCE_OWNER_IDS: '["123456789012"]',
      COPY_TIMEOUT_HOURS: "12",
    });
  });
});

describe("variables that the module refuses", () => {
  it("are all named, with the rule they break", async () => {
    expect(
      await problems({
        name: "x",
        schedule_enable: false,
        name_prefix: "a b",
        gp3_iops: "many",
        tags: ["a"],
        source_region: {},
        schedule_enabled: "yes",
        max_concurrent_copies: 2.5,
      }),
    ).toEqual([
      "name is no input of the module",
      "schedule_enable is no input of the module: did you mean schedule_enabled?",
      "gp3_iops: a number is required",
      "max_concurrent_copies: max_concurrent_copies must be a whole number of volumes from 1 to 100.",
      "name_prefix: name_prefix must have 1 to 38 letters, digits, hyphens or underscores: a Lambda function's name has room for no more.",
      "schedule_enabled: a bool is required",
      "source_region: a string is required, not object",
      "tags: a map of string is required",
    ]);
  });

  it("are those that no function takes, too", async () => {
    expect(await problems({ tags: { a: null } })).toContainEqual(
      expect.stringMatching(/^tags: .* is required, not null$/),
    );
  });

  it.each([
    ["nodejs22.x", []],
    ["nodejs24.x", []],
    ...["nodejs20.x", "nodejs18.x", "nodejs4.3"].map(
      (runtime) => [runtime, [/AWS has ended Node\.js 20 and older\. .* Set a newer one/]] as const,
    ),
    ...["nodejs26.x", "nodejs23.x", "nodejs", "python3.13", ""].map(
      (runtime) => [runtime, [/tested with no other\. For a newer Node\.js update the module/]] as const,
    ),
  ] as const)("have one message for the runtime %s, if any", async (lambda_runtime, expected) => {
    const found = await problems({ lambda_runtime });
    expect(found).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as unknown));
    for (const problem of found) expect(problem).toContain("lambda_runtime must be nodejs22.x or nodejs24.x: ");
  });

  it("are prefixes that SSM keeps to itself where a parameter bears them", async () => {
    const api = { enable_redhat_api: true, redhat_client_id: "id", redhat_client_secret: "secret" };
    for (const name_prefix of ["aws", "AWS-gold", "ssm_1"]) {
      expect(await problems({ name_prefix, ...api })).toEqual([
        expect.stringMatching(
          /^aws_iam_role\.lambda: name_prefix must not begin with aws or ssm .* Choose another prefix/,
        ),
      ]);
      expect(await problems({ name_prefix })).toEqual([]);
    }
    expect(await problems({ name_prefix: "my-aws", ...api })).toEqual([]);
  });

  it("are those that break a rule across variables", async () => {
    expect(await problems({ enable_redhat_api: true, gp3_throughput: 1000 })).toEqual([
      "aws_iam_role.lambda: enable_redhat_api needs credentials: set redhat_client_id and redhat_client_secret, or refer to an existing secret or existing SSM parameters.",
      "aws_iam_role.lambda: gp3 gives at most 0.25 MiB/s for each of a volume's IOPS: set gp3_iops to at least four times gp3_throughput.",
    ]);
  });
});
