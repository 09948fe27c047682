import type { Logger } from "../../../shared/logger.ts";
import type { Config } from "../../config.ts";
import type { ExecutionDependencies } from "../../dependencies.ts";
import type { Bucket } from "../../s3/objects.ts";
import type { Settings } from "../../settings.ts";

/** What every task of the planner works with. */
export interface PlannerContext {
  readonly dependencies: ExecutionDependencies;
  readonly config: Config;
  readonly settings: Settings;
  readonly bucket: Bucket;
  /** ARN of the main execution. */
  readonly executionId: string;
  readonly log: Logger;
}
