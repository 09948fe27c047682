import * as z from "zod/mini";
import { createHandler } from "../shared/handler.ts";
import { createLogger, type Logger } from "../shared/logger.ts";
import { parseEvent } from "../shared/parse.ts";
import { captureSchema } from "./capture-shapes.ts";
import { actions } from "./contract.ts";
import { ask } from "./http/ask.ts";
import { identify } from "./identify.ts";
import { probe } from "./tasks/probe.ts";

const eventSchema = z.object({ action: z.literal(actions.prober.probe), capture: captureSchema });

/** What the prober is given from outside: it has no AWS client, and its role no right beside its log. */
export interface ProberDependencies {
  readonly ask: typeof ask;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Creates the prober: asks a host once whether it is ready.
 *
 * @param dependencies what asks, the log and the clock
 */
export function createProberHandler(dependencies: ProberDependencies) {
  return createHandler({ log: dependencies.log, identify }, async (input, log) => {
    const { capture } = parseEvent(eventSchema, input, "prober's event");
    const after = await probe(capture, dependencies.ask, dependencies.now);
    log.info("Host asked", { url: after.probe?.url, answer: after.probe?.last, state: after.check.state });
    return after;
  });
}

/** The Lambda function's entry point. */
export const handler = createProberHandler({ ask, log: createLogger(), now: () => new Date() });
