import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SSMClient } from "@aws-sdk/client-ssm";
import { describeCaught } from "../shared/caught.ts";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { perRegion } from "./clients.ts";
import { readConfig } from "./config.ts";
import { parseCleanerEvent } from "./events/cleaner.ts";
import { parseSettings } from "./events/settings.ts";
import { identify } from "./identify.ts";
import type { CleanerDependencies } from "./tasks/cleaning/context.ts";
import { findGarbage } from "./tasks/cleaning/find-garbage.ts";
import { findImages } from "./tasks/cleaning/find-images.ts";
import { notRemoved } from "./tasks/cleaning/not-removed.ts";
import { remove } from "./tasks/cleaning/remove.ts";
import { reportCleaning } from "./tasks/cleaning/report.ts";

/**
 * Creates the cleaner: finds what dead runs left and which images are old, looks who uses them, and removes one thing per call.
 *
 * @param dependencies clients, clock and environment
 */
export function createCleanerHandler(dependencies: CleanerDependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log): Promise<unknown> => {
    const event = parseCleanerEvent(input);
    const bucket = { client: dependencies.s3, name: readConfig(dependencies.environment).bucket };
    switch (event.action) {
      case "describe":
        return describeCaught(event.error);
      case "not_removed":
        return notRemoved(event.item, event.error);
      case "report":
        return reportCleaning(event.results, { bucket, executionId: event.execution_id, log });
    }
    const settings = parseSettings(event.settings);
    const context = { dependencies, settings, bucket, executionId: event.execution_id, log };
    switch (event.action) {
      case "find":
        return findGarbage(event.input, context);
      case "find_images":
        return findImages(event.request, context);
      case "remove":
        return remove(event.item, context);
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createCleanerHandler({
  ec2: perRegion((region) => new EC2Client({ ...clientDefaults, region })),
  ssm: perRegion((region) => new SSMClient({ ...clientDefaults, region })),
  autoScaling: perRegion((region) => new AutoScalingClient({ ...clientDefaults, region })),
  s3: new S3Client(clientDefaults),
  sfn: new SFNClient(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
