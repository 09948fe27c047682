import { expect, test } from "vitest";
import { readSecrets } from "../../../simulator/aws/secrets-manager/resources.ts";
import { readParameters } from "../../../simulator/aws/ssm/resources.ts";
import { evaluated, functionOf, problems } from "../../simulator/terraform/support.ts";

type Inputs = Readonly<Record<string, unknown>>;

const id = { redhat_client_id: "the-id" };
const secret = { redhat_client_secret: "the-secret" };
const token = { redhat_offline_token: "the-token" };
const secretArn = { existing_redhat_secret_arn: "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf" };
const theirArn = { existing_redhat_secret_arn: "arn:aws:secretsmanager:us-east-1:999988887777:secret:b-AbCdEf" };
const secretName = { existing_redhat_secret_name: "c-name" };
const idName = { existing_redhat_client_id_param_name: "/d/id" };
const idArn = { existing_redhat_client_id_param_arn: "arn:aws:ssm:us-east-1:123456789012:parameter/e/id" };
const secretParameter = { existing_redhat_client_secret_param_name: "/f/secret" };

const switches: readonly Inputs[] = [{}, { enable_redhat_api: true }];
const stores: readonly Inputs[] = [{}, { redhat_credential_store: "secretsmanager" }];
const inline: readonly Inputs[] = [
  {},
  id,
  secret,
  { ...id, ...secret },
  token,
  { ...id, ...token },
  { ...id, ...secret, ...token },
];
const existing: readonly Inputs[] = [
  ...[{}, secretArn, theirArn, secretName, { ...secretArn, ...secretName }],
  ...[idName, secretParameter, { ...idName, ...secretParameter }, { ...idArn, ...secretParameter }],
  ...[
    { ...idName, ...idArn, ...secretParameter },
    { ...secretName, ...idName, ...secretParameter },
  ],
];
const key = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const keys: readonly Inputs[] = [{}, { credential_kms_key_arns: [key] }];

/** Every way to give credentials, sensible or not. */
const combinations = switches.flatMap((on) =>
  stores.flatMap((store) =>
    inline.flatMap((given) =>
      existing.flatMap((found) => keys.map((named): Inputs => ({ ...on, ...store, ...given, ...found, ...named }))),
    ),
  ),
);

/** All that a function and its role are told of credentials, and all that is kept for them. */
async function used(inputs: Inputs): Promise<string> {
  const module = await evaluated(inputs);
  const { environment, policy } = functionOf(module, "initiator");
  return JSON.stringify([environment, policy, readSecrets(module), readParameters(module)]);
}

/** What the original leaves unused beside another credential, without harm: the token wins, but SSM keeps none. */
function unused({ redhat_credential_store: store, ...inputs }: Inputs): readonly unknown[] {
  const { redhat_client_id: clientId, redhat_client_secret: clientSecret, redhat_offline_token: offlineToken } = inputs;
  if (clientId === undefined || offlineToken === undefined) return [];
  return store === "secretsmanager" ? [clientId, clientSecret] : [offlineToken];
}

test("credentials are used, or refused with a message that says which input to change", async () => {
  const accepted: Inputs[] = [];
  for (const inputs of combinations) {
    const found = await problems(inputs);
    for (const problem of found) {
      expect(problem).toMatch(/^aws_iam_role\.lambda: .*\b(enable|redhat|existing|credential)_\w+/);
      expect(problem).toMatch(/: (set|add|remove|name|give)\b|, or (remove|use|refer)\b/);
    }
    if (found.length > 0) continue;
    accepted.push(inputs);
    const text = await used(inputs);
    const credentials = Object.keys(inputs).filter(
      (name) => !["enable_redhat_api", "redhat_credential_store"].includes(name),
    );
    for (const value of credentials.flatMap((name) => inputs[name])) {
      if (unused(inputs).includes(value)) continue;
      expect(text, JSON.stringify(inputs)).toContain(String(value));
    }
    expect(inputs["enable_redhat_api"], JSON.stringify(inputs)).toBe(credentials.length === 0 ? undefined : true);
  }
  expect(combinations.length).toBe(616);
  // Off in both stores; a service account in both, with and without a token, and a token alone; existing ones with and without keys.
  expect(accepted).toHaveLength(2 + 5 + 2 * 2 + 1 + 2 * 2);
});
