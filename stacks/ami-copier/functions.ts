import type { IResolvable } from "cdktf";
import { Construct } from "constructs";
import { environmentNames as names } from "../../lambdas/ami-copier/contract.ts";
import type { CustomerManagedKey } from "../shared/encryption.ts";
import { NodeFunction } from "../shared/function.ts";
import { hcl, hclAny, hclMap, jsonencode } from "../shared/hcl.ts";
import { local } from "../shared/references.ts";
import type { Precondition, Settings } from "../shared/settings.ts";
import type { Credentials } from "./credentials.ts";
import { functionTimeouts } from "./definition.ts";
import { applicationName, input } from "./inputs.ts";
import { finalizerPermissions, initiatorPermissions, statusCheckerPermissions } from "./permissions.ts";
import { inputRules } from "./preconditions.ts";

/** What the functions work with. */
interface Parts {
  readonly settings: Settings;
  readonly key: CustomerManagedKey;
  readonly credentials: Credentials;
  /** Rules across inputs of other parts, which are checked with this part's. */
  readonly preconditions: readonly Precondition[];
}

/** The three functions, each with a role of its own and only what it calls. */
export class Functions extends Construct {
  readonly initiator: NodeFunction;
  readonly statusChecker: NodeFunction;
  readonly finalizer: NodeFunction;

  constructor(scope: Construct, id: string, { settings, key, credentials, preconditions }: Parts) {
    super(scope, id);
    const { account } = settings;
    const sourceRegion = local(
      this,
      "source_region",
      hcl`${input.source_region} != "" ? ${input.source_region} : ${account.region}`,
    );
    const environment = this.declareEnvironment(sourceRegion, key, credentials);

    this.initiator = new NodeFunction(this, "initiator", {
      address: "initiator",
      entry: "lambdas/ami-copier/initiator.ts",
      functionName: `${applicationName}-initiator`,
      description: "Finds images that are new, prepares waves and starts copies",
      timeout: functionTimeouts.initiator,
      environment: hclMap`${environment}`,
      role: {
        // The original's one role for all functions has become the initiator's.
        address: "lambda",
        name: `${applicationName}-role`,
        policyName: `${applicationName}-policy`,
        purpose: "The initiator's role. Its preconditions are the rules that look at several inputs.",
        permissions: [
          ...initiatorPermissions(account, sourceRegion),
          ...key.ebsPermissions("copies"),
          ...credentials.permissions(),
        ],
        preconditions: [...inputRules({ account, key, credentials, environment }), ...preconditions],
        lengthRemedy: "name fewer keys in credential_kms_key_arns, or existing credentials with shorter names",
      },
      settings,
    });

    this.statusChecker = new NodeFunction(this, "status-checker", {
      address: "status_checker",
      entry: "lambdas/ami-copier/status-checker.ts",
      functionName: `${applicationName}-status-checker`,
      description: "Looks at the copies of a wave and counts what became of them",
      timeout: functionTimeouts.statusChecker,
      environment: { [names.copyTimeoutHours]: hcl`${input.copy_timeout_hours}` },
      role: { purpose: "The status checker's role: it only looks.", permissions: statusCheckerPermissions },
      settings,
    });

    this.finalizer = new NodeFunction(this, "finalizer", {
      address: "finalizer",
      entry: "lambdas/ami-copier/finalizer.ts",
      functionName: `${applicationName}-finalizer`,
      description: "Registers final images and removes temporary ones",
      timeout: functionTimeouts.finalizer,
      environment: {
        [names.gp3Iops]: hcl`${input.gp3_iops} == null ? "" : tostring(${input.gp3_iops})`,
        [names.gp3Throughput]: hcl`${input.gp3_throughput} == null ? "" : tostring(${input.gp3_throughput})`,
        [names.imdsSupport]: hcl`${input.imds_support} == null ? "" : ${input.imds_support}`,
      },
      role: {
        purpose: "The finalizer's role: it can remove only images and snapshots that this module has made.",
        permissions: finalizerPermissions(account),
      },
      settings,
    });
  }

  /** The initiator's environment, with variables that are only there when an input is given. */
  private declareEnvironment(sourceRegion: string, key: CustomerManagedKey, credentials: Credentials): IResolvable {
    const always = {
      [names.amiNameTemplate]: input.ami_name_template,
      [names.amiNameTagTemplate]: input.ami_name_tag_template,
      [names.sourceOwnerIds]: jsonencode(input.source_owner_ids),
      [names.sourceRegion]: sourceRegion,
      [names.sourceNameFilters]: jsonencode(input.source_name_filters),
      [names.sourceArchitectures]: jsonencode(input.source_architectures),
      [names.maxConcurrentCopies]: hcl`tostring(${input.max_concurrent_copies})`,
      [names.copyTimeoutHours]: hcl`tostring(${input.copy_timeout_hours})`,
    };
    const parameters = {
      [names.redhatCredentialStore]: "ssm",
      [names.clientIdParam]: credentials.clientId.name,
      [names.clientSecretParam]: credentials.clientSecret.name,
    };
    const secret = {
      [names.redhatCredentialStore]: "secretsmanager",
      [names.redhatSecretName]: credentials.secretId,
    };
    return local(
      this,
      "initiator_environment",
      hclAny`merge(${always}, ${key.isUsed} ? ${{ [names.kmsKeyId]: input.kms_key_id }} : {}, ${credentials.usesParameters} ? ${parameters} : {}, ${credentials.usesSecret} ? ${secret} : {})`,
    );
  }
}
