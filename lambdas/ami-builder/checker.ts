import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { perRegion } from "./clients.ts";
import type { Dependencies } from "./dependencies.ts";
import { parseCheckerEvent } from "./events/checker.ts";
import { identify } from "./identify.ts";
import { aimProbe } from "./tasks/aim-probe.ts";
import { checkCommand } from "./tasks/check-command.ts";
import { checkImage } from "./tasks/check-image.ts";
import { checkInstance } from "./tasks/check-instance.ts";
import { checkProbe } from "./tasks/check-probe.ts";
import { contextOf } from "./tasks/context.ts";
import { checkCopy } from "./tasks/publishing/check-copy.ts";
import { checkStop } from "./tasks/stop.ts";

/**
 * Creates the checker: looks whether what the builder began is done, and changes nothing but records.
 *
 * @param dependencies clients, clock and environment
 */
export function createCheckerHandler(dependencies: Dependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log): Promise<unknown> => {
    const event = parseCheckerEvent(input);
    if (event.action === "check_copy") return checkCopy(event.publication, dependencies, log);
    const context = contextOf("work" in event ? event.work : event.capture, dependencies, log);
    switch (event.action) {
      case "check_instance":
        return checkInstance(event.work, event.role, context);
      case "check_command":
        return checkCommand(event.work, event.role, context);
      case "check_probe":
        return checkProbe(event.capture, context);
      case "aim_probe":
        return aimProbe(event.capture, event.work, event.at, context);
      case "check_stop":
        return checkStop(event.work, context);
      case "check_image":
        return checkImage(event.work, context);
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createCheckerHandler({
  ec2: perRegion((region) => new EC2Client({ ...clientDefaults, region })),
  ssm: perRegion((region) => new SSMClient({ ...clientDefaults, region })),
  s3: new S3Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
