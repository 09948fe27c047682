import { KMSClient } from "@aws-sdk/client-kms";
import { createFinalizerHandler } from "../../../lambdas/ami-copier/finalizer.ts";
import { createInitiatorHandler } from "../../../lambdas/ami-copier/initiator.ts";
import type { InitiatorDependencies } from "../../../lambdas/ami-copier/dependencies.ts";
import { createStatusCheckerHandler } from "../../../lambdas/ami-copier/status-checker.ts";
import { createLogger } from "../../../lambdas/shared/logger.ts";
import { type FakeEc2, homeRegion, ownAccount, redHatAccount } from "./fake-ec2.ts";
import type { Policies } from "./policies.ts";

/** Environment as the module sets it with its defaults. */
export const defaultEnvironment = {
  AWS_REGION: homeRegion,
  AMI_NAME_TEMPLATE: "rhel-{uuid}-encrypted-gp3-{date}",
  AMI_NAME_TAG_TEMPLATE: "",
  SOURCE_OWNER_IDS: JSON.stringify([redHatAccount]),
  SOURCE_REGION: "",
  SOURCE_NAME_FILTERS: "[]",
  SOURCE_ARCHITECTURES: "[]",
  MAX_CONCURRENT_COPIES: "20",
  COPY_TIMEOUT_HOURS: "24",
};

/** ARN of an execution of an installation. */
export function executionArn(name: string, installation = "rhel-ami-copier"): string {
  return `arn:aws:states:${homeRegion}:${ownAccount}:execution:${installation}:${name}`;
}

/** What a test may replace. */
export interface FunctionOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly sourceRegion?: string;
  readonly kms?: KMSClient;
  readonly fetchMetadata?: InitiatorDependencies["fetchMetadata"];
  /** What the functions' roles may do; everything when left out. */
  readonly policies?: Policies;
}

/** The three functions over a fake EC2, with the lines they log. */
export function createFunctions(world: FakeEc2, options: FunctionOptions = {}) {
  const logLines: string[] = [];
  const { policies } = options;
  const dependencies = {
    environment: { ...defaultEnvironment, ...options.environment },
    log: createLogger({}, (line) => logLines.push(line)),
    now: world.now,
  };
  return {
    logLines,
    initiator: createInitiatorHandler({
      ...dependencies,
      ec2: world.client(homeRegion, policies?.initiator),
      sourceEc2: world.client(options.sourceRegion, policies?.initiator),
      kms: options.kms ?? new KMSClient({ region: homeRegion }),
      fetchMetadata: options.fetchMetadata ?? (() => Promise.resolve(new Map())),
    }),
    statusChecker: createStatusCheckerHandler({
      ...dependencies,
      ec2: world.client(homeRegion, policies?.statusChecker),
    }),
    finalizer: createFinalizerHandler({ ...dependencies, ec2: world.client(homeRegion, policies?.finalizer) }),
  };
}

export type Functions = ReturnType<typeof createFunctions>;
