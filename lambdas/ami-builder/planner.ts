import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { perRegion } from "./clients.ts";
import { readConfig } from "./config.ts";
import type { ExecutionDependencies } from "./dependencies.ts";
import { parsePlannerEvent } from "./events/planner.ts";
import { parseSettings } from "./events/settings.ts";
import { identify } from "./identify.ts";
import { findExisting } from "./tasks/planning/find-existing.ts";
import { plan } from "./tasks/planning/plan.ts";
import { prepareBuild } from "./tasks/planning/prepare-build.ts";
import { prepareCapture } from "./tasks/planning/prepare-capture.ts";

/**
 * Creates the planner: decides what a run does, and what each cell and each capture begins with.
 *
 * @param dependencies clients, clock and environment
 */
export function createPlannerHandler(dependencies: ExecutionDependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log): Promise<unknown> => {
    const event = parsePlannerEvent(input);
    const config = readConfig(dependencies.environment);
    const context = {
      dependencies,
      config,
      settings: parseSettings(event.settings),
      bucket: { client: dependencies.s3, name: config.bucket },
      executionId: event.action === "find_existing" ? event.capture.execution_id : event.execution_id,
      log,
    };
    switch (event.action) {
      case "plan":
        return plan(event.input, context);
      case "prepare_build":
        return prepareBuild(event.cell, context);
      case "prepare_capture":
        return prepareCapture(event.request, context);
      case "find_existing":
        return findExisting(event.capture, context);
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createPlannerHandler({
  ec2: perRegion((region) => new EC2Client({ ...clientDefaults, region })),
  ssm: perRegion((region) => new SSMClient({ ...clientDefaults, region })),
  s3: new S3Client(clientDefaults),
  sfn: new SFNClient(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
