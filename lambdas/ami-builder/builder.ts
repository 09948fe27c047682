import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { perRegion } from "./clients.ts";
import type { Dependencies } from "./dependencies.ts";
import { parseBuilderEvent } from "./events/builder.ts";
import { identify } from "./identify.ts";
import { cleanUp } from "./tasks/clean-up.ts";
import { contextOf } from "./tasks/context.ts";
import { createImage } from "./tasks/create-image.ts";
import { launch } from "./tasks/launch.ts";
import { send } from "./tasks/send.ts";
import { sendProbe } from "./tasks/send-probe.ts";
import { stop } from "./tasks/stop.ts";
import { terminate } from "./tasks/terminate.ts";

/**
 * Creates the builder: launches instances, sends them commands, makes images of them, and ends them. One change in AWS for each call, but for
 * the clean-up after a failure.
 *
 * @param dependencies clients, clock and environment
 */
export function createBuilderHandler(dependencies: Dependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log): Promise<unknown> => {
    const event = parseBuilderEvent(input);
    const context = contextOf("work" in event ? event.work : event.capture, dependencies, log);
    switch (event.action) {
      case "launch":
        return launch(event.work, event.role, context);
      case "send":
        return send(event.work, event.role, context);
      case "send_probe":
        return sendProbe(event.capture, context);
      case "stop":
        return stop(event.work, context);
      case "create_image":
        return createImage(event.work, context);
      case "terminate":
        return terminate(event.work, event.role, context);
      case "clean_up":
        return cleanUp(event.work, event.error, context);
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createBuilderHandler({
  // Two tries: no room for an instance is a server error to the SDK, and another candidate is better than a third try.
  ec2: perRegion((region) => new EC2Client({ ...clientDefaults, region, maxAttempts: 2 })),
  ssm: perRegion((region) => new SSMClient({ ...clientDefaults, region })),
  s3: new S3Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
