import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { Logger } from "../../../shared/logger.ts";
import type { Regional } from "../../clients.ts";
import type { ExecutionDependencies } from "../../dependencies.ts";
import type { Bucket } from "../../s3/objects.ts";
import type { Settings } from "../../settings.ts";

/** What the cleaner is given from outside. */
export interface CleanerDependencies extends ExecutionDependencies {
  readonly autoScaling: Regional<AutoScalingClient>;
}

/** What every task of the cleaner works with. */
export interface CleanerContext {
  readonly dependencies: CleanerDependencies;
  readonly settings: Settings;
  readonly bucket: Bucket;
  /** ARN of this execution. */
  readonly executionId: string;
  readonly log: Logger;
}
