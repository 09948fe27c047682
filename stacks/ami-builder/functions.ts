import { Construct } from "constructs";
import { environmentNames as names } from "../../lambdas/ami-builder/contract.ts";
import { NodeFunction } from "../shared/function.ts";
import { hclAny, hclNumber } from "../shared/hcl.ts";
import { enterNetwork } from "../shared/permissions.ts";
import type { Permission } from "../shared/policy.ts";
import type { RegionalKeys } from "../shared/regional-encryption.ts";
import type { Precondition, Settings } from "../shared/settings.ts";
import type { Bucket } from "./bucket.ts";
import { type FunctionName, functionTimeouts } from "./definition/functions.ts";
import { applicationName, input } from "./inputs.ts";
import type { Instances } from "./instances.ts";
import { builderPermissions } from "./permissions/builder.ts";
import { checkerPermissions } from "./permissions/checker.ts";
import { cleanerPermissions } from "./permissions/cleaner.ts";
import { plannerPermissions } from "./permissions/planner.ts";
import { publisherPermissions } from "./permissions/publisher.ts";
import type { Places } from "./places.ts";

/** What the functions work with. */
interface Parts {
  readonly settings: Settings;
  readonly places: Places;
  readonly bucket: Bucket;
  readonly instances: Instances;
  readonly keys: RegionalKeys;
  readonly preconditions: readonly Precondition[];
}

/** What differs between the functions. */
interface Described {
  readonly description: string;
  /** The comment of its role. */
  readonly purpose: string;
  readonly permissions: readonly Permission[];
  /** Rules across inputs: those of the module stand with its first function. */
  readonly preconditions?: readonly Precondition[];
  /** Whether it sits in a network when one is given. */
  readonly inNetwork?: true;
  /** MB that it needs at least, whatever `lambda_memory_size` says. */
  readonly leastMemory?: number;
}

/** What makes policies long. */
const lengthRemedy = "name fewer Regions in regional, or shorter names in templates and parameter_prefix";

/** The functions, each with a role of its own and only what it calls. */
export class Functions extends Construct {
  readonly byName: Readonly<Record<FunctionName, NodeFunction>>;

  constructor(scope: Construct, id: string, { settings, places, bucket, instances, keys, preconditions }: Parts) {
    super(scope, id);
    const { account } = settings;
    const environment = {
      [names.bucket]: bucket.name,
      [names.namePrefix]: input.name_prefix,
      [names.parameterPrefix]: places.parameterPrefix,
      // Of names: a reference would be a circle, as the state machine calls the functions.
      [names.stateMachineArn]: account.arn("states", `stateMachine:${applicationName}`),
    };
    const create = (name: FunctionName, { inNetwork, leastMemory, ...described }: Described) =>
      new NodeFunction(this, name, {
        address: name,
        entry: `lambdas/ami-builder/${name}.ts`,
        functionName: `${applicationName}-${name}`,
        description: described.description,
        timeout: functionTimeouts[name],
        environment,
        ...(inNetwork === true
          ? { network: { subnetIds: input.probe_subnet_ids, securityGroupIds: input.probe_security_group_ids } }
          : {}),
        ...(leastMemory === undefined
          ? {}
          : { memorySize: hclNumber`max(${settings.lambdaMemorySize}, ${leastMemory})` }),
        role: {
          purpose: described.purpose,
          permissions: described.permissions,
          ...(described.preconditions === undefined ? {} : { preconditions: described.preconditions }),
          lengthRemedy,
        },
        settings,
      });
    this.byName = {
      planner: create("planner", {
        description: "Decides what is due, claims builds, and finds what runs that died have left",
        purpose: "The planner's role. Its preconditions are the rules that look at several inputs.",
        permissions: plannerPermissions(bucket, places),
        preconditions,
      }),
      builder: create("builder", {
        description: "Launches instances, sends them commands, and makes images of them",
        purpose: "The builder's role: it ends and removes only what this installation has made.",
        permissions: builderPermissions(bucket, places, instances, keys),
      }),
      checker: create("checker", {
        description: "Looks at instances, commands, images and copies",
        purpose: "The checker's role: it only looks, and writes what it saw into the records of builds and captures.",
        permissions: checkerPermissions(bucket, places),
        // Twenty tests that print a megabyte to each of their streams, in base64 and out of it, take 290 MB.
        leastMemory: 512,
      }),
      prober: create("prober", {
        description: "Asks a host over HTTPS whether it is ready",
        purpose: "The prober's role: what it asks need not be trusted, so it may do nothing in AWS.",
        permissions: [enterNetwork(hclAny`length(${input.probe_subnet_ids}) > 0`)],
        inNetwork: true,
      }),
      publisher: create("publisher", {
        description: "Copies, shares and names finished images, and reports",
        purpose:
          "The publisher's role: it writes parameters below parameter_prefix, and on images of this installation.",
        permissions: publisherPermissions(bucket, places, keys),
      }),
      cleaner: create("cleaner", {
        description: "Removes what runs that died have left, and old images that nobody uses",
        purpose: "The cleaner's role: it removes only what this installation has made, or is told to adopt.",
        permissions: cleanerPermissions(bucket, places),
      }),
    };
  }
}
