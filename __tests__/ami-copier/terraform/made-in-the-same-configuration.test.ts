import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Account, person } from "../../../simulator/account.ts";
import { amiCopierVariables } from "../../../variables/ami-copier.ts";
import { open, region } from "../../simulator/aws/support.ts";
import { tellSkipped } from "../../support/skipped.ts";
import {
  copyProject,
  init,
  projectFolder,
  removeProject,
  terraformBeside,
  whyNot,
} from "../../support/terraform/terraform.ts";

type Name = (typeof amiCopierVariables)[number]["name"];

const folder = copyProject();
const configuration = join(folder, "same-configuration");
const reason = whyNot(join(folder, "dist-module"));
// In CI Terraform is there: a skip would hide that it no longer is.
const isSkipped = reason !== undefined && process.env["CI"] === undefined;
if (isSkipped) tellSkipped("the plan of what the same configuration makes", reason);

/** What a user would make beside the module, and values that nobody knows before they are there. */
const resources = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "${region}"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
resource "terraform_data" "later" {}
resource "aws_secretsmanager_secret" "redhat" { name = "my-org/redhat" }
resource "aws_ssm_parameter" "redhat" {
  for_each = toset(["id", "secret"])
  name     = "/my-org/\${each.key}"
  type     = "SecureString"
  value    = "x"
}
resource "aws_kms_key" "own" {}
resource "aws_iam_policy" "boundary" {
  name   = "boundary"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_sns_topic" "own" { name = "own" }
`;

const later = {
  string: "terraform_data.later.id",
  number: "length(terraform_data.later.id)",
  bool: "length(terraform_data.later.id) > 1000",
  "list(string)": "[terraform_data.later.id]",
  "map(string)": "{ Later = terraform_data.later.id }",
} as const;

/** What stands for an input where its resource is made beside the module. */
const made: Partial<Record<Name, string>> = {
  kms_key_id: "aws_kms_key.own.arn",
  log_kms_key_arn: "aws_kms_key.own.arn",
  permissions_boundary_arn: "aws_iam_policy.boundary.arn",
  notification_topic_arn: "aws_sns_topic.own.arn",
  existing_redhat_secret_arn: "aws_secretsmanager_secret.redhat.arn",
  existing_redhat_client_id_param_arn: 'aws_ssm_parameter.redhat["id"].arn',
  existing_redhat_client_secret_param_arn: 'aws_ssm_parameter.redhat["secret"].arn',
  credential_kms_key_arns: "[aws_kms_key.own.arn]",
};

const inputs = Object.fromEntries(amiCopierVariables.map(({ name, type }) => [name, made[name] ?? later[type]]));

/** How many of something there are has to be known when Terraform plans, and the provider wants to know the runtime. */
const needed: readonly Name[] = [
  ...(["enable_redhat_api", "redhat_credential_store", "lambda_runtime", "notification_topic_arn"] as const),
  ...(["create_notification_topic", "notification_emails", "alarms_enabled"] as const),
];

type Inputs = Readonly<Record<string, string>>;

const only = (...names: readonly Name[]): Inputs =>
  Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name as Name)));
const api = { enable_redhat_api: "true" };
const inSecret = { ...api, redhat_credential_store: '"secretsmanager"' };
const isCredential = (name: string) => /^(existing_)?redhat_|^credential_/.test(name);
const others = amiCopierVariables
  .map(({ name }) => name)
  .filter((name) => !needed.includes(name) && !isCredential(name));

/** By their names, what the modules of one configuration are given. Together they have every input that need not be known. */
const planned: Readonly<Record<string, Inputs>> = {
  others: { ...only(...others), create_notification_topic: "true" },
  secret_by_arn: { ...inSecret, ...only("existing_redhat_secret_arn", "credential_kms_key_arns") },
  secret_by_name: { ...inSecret, ...only("existing_redhat_secret_name") },
  // The name is known before the secret is there.
  secret_by_known_name: { ...inSecret, existing_redhat_secret_name: "aws_secretsmanager_secret.redhat.name" },
  parameters_by_arn: {
    ...api,
    ...only("existing_redhat_client_id_param_arn", "existing_redhat_client_secret_param_arn"),
  },
  parameters_by_name: {
    ...api,
    ...only("existing_redhat_client_id_param_name", "existing_redhat_client_secret_param_name"),
  },
  client_id: { ...api, ...only("redhat_client_id"), redhat_client_secret: '"secret"' },
  client_secret: { ...api, ...only("redhat_client_secret"), redhat_client_id: '"id"' },
  token: { ...inSecret, ...only("redhat_offline_token"), redhat_client_id: '"id"', redhat_client_secret: '"secret"' },
};

/** What Terraform or the provider cannot plan with. */
const refused: Readonly<Record<string, Inputs>> = {
  ...Object.fromEntries(needed.map((name) => [name, only(name)])),
  notification_emails: { ...only("notification_emails"), create_notification_topic: "true" },
  // Of credentials as inputs one is enough.
  service_account: { ...api, ...only("redhat_client_id", "redhat_client_secret") },
  token: { ...inSecret, ...only("redhat_offline_token") },
};

let account: Account;

beforeAll(async () => {
  account = await open();
});

afterAll(async () => {
  await account.close();
  removeProject(folder);
});

/** Plans with the real provider, which asks nobody but an account that is not there. */
async function plan(modules: Readonly<Record<string, Inputs>>) {
  rmSync(configuration, { recursive: true, force: true });
  const blocks = Object.entries(modules).map(([name, given]) => {
    // An error tells in which file it is, but not for which module: each has a folder of its own.
    cpSync(join(folder, "dist-module"), join(configuration, name), { recursive: true });
    const block = Object.entries({ source: `"./${name}"`, ...given });
    return `module "${name}" {\n${block.map(([input, value]) => `  ${input} = ${value}\n`).join("")}}\n`;
  });
  writeFileSync(join(configuration, "main.tf"), resources + blocks.join(""));
  const initialized = init(configuration);
  expect(initialized.ok, initialized.text).toBe(true);
  const credentials = { AWS_ACCESS_KEY_ID: person.accessKeyId, AWS_SECRET_ACCESS_KEY: person.secretAccessKey };
  const environment = { ...account.endpoints(person), ...credentials };
  return terraformBeside(configuration, environment, "plan", "-input=false", "-lock=false");
}

/** Milliseconds: more than Terraform may take, so that its own words are in the failure. */
const timeout = 300_000;

describe.skipIf(isSkipped)("an input that is known only after the apply", () => {
  it("is each input of the module", () => {
    const tried = new Set([...Object.values(planned), ...Object.values(refused)].flatMap(Object.keys));
    expect([...tried].sort()).toEqual(Object.keys(inputs).sort());
  });

  it("is planned with, but for those that decide how many of something there are", { timeout }, async () => {
    const { ok, text } = await plan(planned);
    expect(ok, text.slice(-5_000)).toBe(true);
    // Of AWS only who calls is asked.
    expect(new Set(account.calls.map(({ service, operation }) => `${service}:${operation}`))).toEqual(
      new Set(["sts:GetCallerIdentity"]),
    );
  });

  it("is named in the document where Terraform has to know it", () => {
    const text = readFileSync(join(projectFolder, "docs", "ami-copier.md"), "utf8");
    const [paragraph = ""] = /^An input may be what the same configuration makes.*?\n\n/ms.exec(text) ?? [];
    const named = [...paragraph.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect(named.sort()).toEqual([...needed].sort());
    expect(paragraph).toContain("of the credentials as inputs at least one");
  });

  it("is refused where it decides how many of something there are", { timeout }, async () => {
    const { ok, text } = await plan(refused);
    expect(ok).toBe(false);
    const errors = text.split(/^.{0,2}Error: /m).slice(1);
    const expected = /^(Invalid (count|for_each) argument|handler and runtime must be set)/;
    expect(errors.filter((error) => !expected.test(error))).toEqual([]);
    const owners = errors.map((error) => /\bon (\w+)\/[\w-]+\.tf line/.exec(error)?.[1]);
    expect([...new Set(owners)].sort()).toEqual(Object.keys(refused).sort());
  });
});
