import { EC2Client } from "@aws-sdk/client-ec2";
import { clientDefaults } from "../shared/clients.ts";
import { describeCaught } from "../shared/caught.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger } from "../shared/logger.ts";
import { readStatusCheckerConfig } from "./config.ts";
import type { Dependencies } from "./dependencies.ts";
import { summarize } from "./domain/final-result.ts";
import { parseStatusCheckerEvent } from "./events.ts";
import { identify } from "./identify.ts";
import { check } from "./tasks/check.ts";

/**
 * Creates the status checker: looks after a wave, adds up what the waves report, and puts into words why a run broke off.
 *
 * @param dependencies client, clock and environment
 */
export function createStatusCheckerHandler(dependencies: Dependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log) => {
    const event = parseStatusCheckerEvent(input);
    switch (event.action) {
      case "check": {
        const wave = await check(event.wave, readStatusCheckerConfig(dependencies.environment), dependencies);
        log.info("Status checked", { waiting: wave.images.length, ready: wave.ready.length, ...counts(wave.summary) });
        return wave;
      }
      case "summarize": {
        const final_result = summarize(event.discovery, event.results);
        log.info("Run finished", { status: final_result.status, ...final_result.summary });
        return { final_result };
      }
      case "describe":
        return describeCaught(event.error);
    }
  });
}

function counts({ copied, skipped, failed, deferred }: Record<"copied" | "skipped" | "failed" | "deferred", number>) {
  return { copied, skipped, failed, deferred };
}

/** The Lambda function's entry point. */
export const handler = createStatusCheckerHandler({
  ec2: new EC2Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
