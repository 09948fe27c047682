import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter/index.js";
import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import type { Account } from "../shared/account.ts";
import { comment } from "../shared/comment.ts";
import { hcl, hclAny, hclNumber } from "../shared/hcl.ts";
import { one } from "../shared/instances.ts";
import type { Permission } from "../shared/policy.ts";
import { local } from "../shared/references.ts";
import { applicationName, input } from "./inputs.ts";

/** One credential in Parameter Store, kept by the module or existing. */
interface Parameter {
  /** What GetParameter takes: a name, or the ARN of one that is given by its ARN. */
  readonly name: string;
  readonly arn: string;
  readonly isGiven: IResolvable;
}

/** The inputs of one credential. */
interface ParameterInputs {
  readonly what: "client_id" | "client_secret";
  readonly title: string;
  readonly value: string;
  readonly existingArn: string;
  readonly existingName: string;
}

/**
 * Red Hat's credentials: kept by the module, or existing ones that it only refers to. Terraform looks up nothing of an existing one, so no
 * value gets into the state, and the same configuration may make it: whether the module keeps credentials depends on the inline ones alone.
 */
export class Credentials extends Construct {
  readonly usesParameters: IResolvable;
  readonly usesSecret: IResolvable;
  readonly hasExistingSecret: IResolvable;
  readonly hasExistingParameters: IResolvable;
  readonly hasExisting: IResolvable;
  readonly hasInlineServiceAccount: IResolvable;
  readonly hasInline: IResolvable;
  readonly clientId: Parameter;
  readonly clientSecret: Parameter;
  /** What a policy names: a secret's ARN, or the pattern of it where AWS's end of it is not known. */
  readonly secretArn: string;
  /** What GetSecretValue takes: a name, or the ARN of one that is given by its ARN, as names are looked up in the caller's account alone. */
  readonly secretId: string;
  /** Whether the module keeps credentials in Parameter Store. */
  readonly keepsParameters: IResolvable;
  readonly #account: Account;

  constructor(scope: Construct, id: string, account: Account) {
    super(scope, id);
    this.#account = account;
    this.usesParameters = local(
      this,
      "uses_parameters",
      hclAny`${input.enable_redhat_api} && ${input.redhat_credential_store} == "ssm"`,
    );
    this.usesSecret = local(
      this,
      "uses_secret",
      hclAny`${input.enable_redhat_api} && ${input.redhat_credential_store} == "secretsmanager"`,
    );
    this.hasInlineServiceAccount = local(
      this,
      "has_inline_service_account",
      hclAny`nonsensitive(${input.redhat_client_id} != "" && ${input.redhat_client_secret} != "")`,
      "Whether a credential is given is no secret; as one it would make everything that depends on it one too.",
    );
    this.hasInline = local(
      this,
      "has_inline_credentials",
      hclAny`nonsensitive(anytrue([${input.redhat_client_id} != "", ${input.redhat_client_secret} != "", ${input.redhat_offline_token} != ""]))`,
      "One of them that is known when Terraform plans is enough: the others may be made in the same configuration.",
    );
    this.keepsParameters = local(
      this,
      "keeps_parameters",
      hclAny`${this.usesParameters} ? ${this.hasInline} : false`,
      "Existing credentials have no part in it: what the same configuration makes is not known when Terraform counts.",
    );
    this.hasExistingSecret = local(
      this,
      "has_existing_secret",
      hclAny`${input.existing_redhat_secret_arn} != "" || ${input.existing_redhat_secret_name} != ""`,
    );
    const clientId: ParameterInputs = {
      what: "client_id",
      title: "Client ID",
      value: input.redhat_client_id,
      existingArn: input.existing_redhat_client_id_param_arn,
      existingName: input.existing_redhat_client_id_param_name,
    };
    const clientSecret: ParameterInputs = {
      what: "client_secret",
      title: "Client secret",
      value: input.redhat_client_secret,
      existingArn: input.existing_redhat_client_secret_param_arn,
      existingName: input.existing_redhat_client_secret_param_name,
    };
    const idIsGiven = this.declareIsGiven(clientId);
    const secretIsGiven = this.declareIsGiven(clientSecret);
    this.hasExistingParameters = local(this, "has_existing_parameters", hclAny`${idIsGiven} || ${secretIsGiven}`);
    this.hasExisting = local(
      this,
      "has_existing_credentials",
      hclAny`${this.hasExistingSecret} || ${this.hasExistingParameters}`,
    );
    this.clientId = this.createParameter(clientId, idIsGiven);
    this.clientSecret = this.createParameter(clientSecret, secretIsGiven);
    const { arn, id: secretId } = this.createSecret();
    this.secretArn = arn;
    this.secretId = secretId;
  }

  /** What the role that asks Red Hat may read. */
  permissions(): readonly Permission[] {
    const { region, dnsSuffix } = this.#account;
    return [
      {
        sid: "ReadCredentialParameters",
        reason: "Red Hat's credentials, when they are in Parameter Store",
        actions: ["ssm:GetParameter"],
        resources: [this.clientId.arn, this.clientSecret.arn],
        when: this.usesParameters,
      },
      {
        sid: "ReadCredentialSecret",
        reason: "Red Hat's credentials, when they are in Secrets Manager",
        actions: ["secretsmanager:GetSecretValue"],
        resources: this.secretArn,
        when: this.usesSecret,
      },
      {
        sid: "DecryptCredentials",
        reason: "Credentials that a customer managed key encrypts (`credential_kms_key_arns`)",
        actions: ["kms:Decrypt"],
        resources: hcl`${input.credential_kms_key_arns}`,
        condition: {
          StringEquals: {
            "kms:ViaService": [`ssm.${region}.${dnsSuffix}`, `secretsmanager.${region}.${dnsSuffix}`],
          },
        },
        when: hclAny`${input.enable_redhat_api} && length(${input.credential_kms_key_arns}) > 0`,
      },
    ];
  }

  private declareIsGiven({ what, existingArn, existingName }: ParameterInputs): IResolvable {
    return local(this, `has_existing_${what}`, hclAny`${existingArn} != "" || ${existingName} != ""`);
  }

  private createParameter(inputs: ParameterInputs, isGiven: IResolvable): Parameter {
    const { what, title, value, existingArn, existingName } = inputs;
    const parameter = new SsmParameter(this, `aws_ssm_parameter.redhat_${what}`, {
      count: hclNumber`${this.keepsParameters} ? 1 : 0`,
      name: `/${input.name_prefix}/redhat/${what.replace("_", "-")}`,
      description: `${title} of the Red Hat service account of ${applicationName}`,
      type: "SecureString",
      value,
      tags: input.tags,
    });
    const namedArn = hcl`"${this.#account.arnPrefix("ssm")}:parameter/\${trimprefix(${existingName}, "/")}"`;
    return {
      name: local(
        this,
        `${what}_parameter`,
        hcl`${isGiven} ? coalesce(${existingArn}, ${existingName}) : ${one(parameter, "name")}`,
        "An ARN does not tell whether the name begins with a slash, so it is used as it is.",
      ),
      arn: local(
        this,
        `${what}_parameter_arn`,
        hcl`${existingArn} != "" ? ${existingArn} : ${existingName} != "" ? ${namedArn} : ${one(parameter, "arn")}`,
      ),
      isGiven,
    };
  }

  private createSecret(): { readonly arn: string; readonly id: string } {
    const { existing_redhat_secret_arn: givenArn, existing_redhat_secret_name: givenName } = input;
    const keepsSecret = local(this, "keeps_secret", hclAny`${this.usesSecret} ? ${this.hasInline} : false`);
    const count = hclNumber`${keepsSecret} ? 1 : 0`;
    const secret = new SecretsmanagerSecret(this, "aws_secretsmanager_secret.redhat_api", {
      count,
      name: `${input.name_prefix}-redhat-api-credentials`,
      description: `Red Hat API credentials of ${applicationName}`,
      recoveryWindowInDays: 0,
      tags: input.tags,
    });
    comment(
      secret,
      "No recovery window: Terraform holds the value, so nothing is lost for good, and the name is free again at once.",
    );
    const offlineAccess = local(this, "offline_access", { offline_token: input.redhat_offline_token });
    const serviceAccount = local(this, "service_account", {
      client_id: input.redhat_client_id,
      client_secret: input.redhat_client_secret,
    });
    new SecretsmanagerSecretVersion(this, "aws_secretsmanager_secret_version.redhat_api", {
      count,
      secretId: one(secret, "id"),
      secretString: hcl`jsonencode(${input.redhat_offline_token} != "" ? ${offlineAccess} : ${serviceAccount})`,
    });
    const id = local(
      this,
      "secret_id",
      hcl`${givenArn} != "" ? ${givenArn} : ${givenName} != "" ? ${givenName} : ${one(secret, "name")}`,
      "An ARN is used as it is: Secrets Manager looks for a name only in the account of who asks.",
    );
    const completeArn = local(
      this,
      "existing_secret_arn",
      hcl`can(regex("-[a-zA-Z0-9]{6}$", ${givenArn})) ? ${givenArn} : "${givenArn}-??????"`,
      "The question marks stand for the six characters that AWS adds to a secret's name in its ARN.",
    );
    const namedArn = hcl`"${this.#account.arnPrefix("secretsmanager")}:secret:${givenName}-??????"`;
    const arn = local(
      this,
      "secret_arn",
      hcl`${givenArn} != "" ? ${completeArn} : ${givenName} != "" ? ${namedArn} : ${one(secret, "arn")}`,
    );
    return { arn, id };
  }
}
