import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { describeCaught } from "../shared/caught.ts";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { perRegion } from "./clients.ts";
import { readConfig } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import { parsePublisherEvent } from "./events/publisher.ts";
import { identify } from "./identify.ts";
import { mark } from "./tasks/publishing/mark.ts";
import { moveChannel } from "./tasks/publishing/move-channel.ts";
import { moveTogether } from "./tasks/publishing/move-together.ts";
import { publishImage } from "./tasks/publishing/publish-image.ts";
import { recordBuild } from "./tasks/publishing/record-build.ts";
import { recordCapture } from "./tasks/publishing/record-capture.ts";
import { recordValidation } from "./tasks/publishing/record-validation.ts";
import { report } from "./tasks/publishing/report.ts";
import { startCopy } from "./tasks/publishing/start-copy.ts";

/**
 * Creates the publisher: marks images as finished, copies and publishes them, moves channels, and writes down how builds and runs ended.
 *
 * @param dependencies clients, clock and environment
 */
export function createPublisherHandler(dependencies: Dependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log): Promise<unknown> => {
    const event = parsePublisherEvent(input);
    const config = readConfig(dependencies.environment);
    switch (event.action) {
      case "mark":
        return mark(event.work, config, dependencies, log);
      case "start_copy":
        return startCopy(event.publication, config, dependencies, log);
      case "publish_image":
        return publishImage(event.publication, config, dependencies, log);
      case "move_parameters":
        return moveTogether(event.work, event.regions, config, dependencies, log);
      case "record_build":
        return recordBuild({ execution_id: event.item.execution_id, item: event.item }, config, dependencies, log);
      case "record_capture":
        return recordCapture(event, config, dependencies, log);
      case "record_validation":
        return recordValidation(event.item, config, dependencies, log);
      case "move_channels":
        return moveChannel(event, config, dependencies, log);
      case "report":
        return report(event, config, dependencies, log);
      case "describe":
        return describeCaught(event.error);
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createPublisherHandler({
  ec2: perRegion((region) => new EC2Client({ ...clientDefaults, region })),
  ssm: perRegion((region) => new SSMClient({ ...clientDefaults, region })),
  s3: new S3Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
