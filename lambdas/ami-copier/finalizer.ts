import { EC2Client } from "@aws-sdk/client-ec2";
import { clientDefaults } from "../shared/clients.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { readFinalizerConfig } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import { parseFinalizerEvent, parseTags } from "./events.ts";
import { identify } from "./identify.ts";
import { discard } from "./tasks/discard.ts";
import { finalize } from "./tasks/finalize.ts";

/**
 * Creates the finalizer: finishes a copy that is complete, or removes one that failed. It throws on every failure and never
 * returns an error as a result, which the workflow would take for a success.
 *
 * @param dependencies client, clock and environment
 */
export function createFinalizerHandler(dependencies: Dependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log) => {
    const { execution_id, image, tags } = parseFinalizerEvent(input);
    const { source_ami_id, source_ami_name, ami_name, uuid, temp_ami_id } = image;
    if (image.action === "discard") {
      return { temp_ami_id, ...(await discard(image, execution_id, dependencies.ec2, log)) };
    }
    const context = {
      config: readFinalizerConfig(dependencies.environment),
      userTags: parseTags(tags),
      executionId: execution_id,
    };
    const final_ami_id = await finalize(image, context, dependencies.ec2, log);
    log.info("Copy finished", { final_ami_id, ami_name });
    return {
      source_ami_id,
      source_ami_name,
      final_ami_id,
      ami_name,
      uuid,
      temp_ami_id,
      status: "completed" as const,
      completed_at: dependencies.now().toISOString(),
    };
  });
}

/** The Lambda function's entry point. */
export const handler = createFinalizerHandler({
  ec2: new EC2Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
