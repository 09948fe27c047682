import { EC2Client } from "@aws-sdk/client-ec2";
import { clientDefaults } from "../shared/clients.ts";
import { describeImages } from "../shared/ec2/describe-images.ts";
import { removeWithSnapshots } from "../shared/ec2/remove-image.ts";
import type { Environment } from "../shared/environment.ts";
import { createHandler } from "../shared/handler.ts";
import { createLogger, type Logger } from "../shared/logger.ts";
import { readKinds } from "./config.ts";
import { actions, kindTag } from "./contract.ts";
import { dueImages } from "./domain/due-images.ts";
import { report } from "./domain/report.ts";
import { requestedKinds } from "./domain/requested-kinds.ts";
import { identify, parseRequestedKinds, parseSweeperEvent } from "./events.ts";

/** What the function is given from outside. */
export interface Dependencies {
  readonly ec2: EC2Client;
  readonly environment: Environment;
  readonly log: Logger;
  readonly now: () => Date;
}

/**
 * Creates the sweeper: finds the images that are due, removes one of them, and adds up what became of all.
 *
 * @param dependencies client, clock and environment
 */
export function createSweeperHandler({ ec2, environment, log: logger, now }: Dependencies) {
  return createHandler({ log: logger, identify }, async (input, log) => {
    const event = parseSweeperEvent(input);
    switch (event.action) {
      case actions.find: {
        const kinds = requestedKinds(readKinds(environment), parseRequestedKinds(event.input));
        const found = await describeImages(ec2, {
          Owners: ["self"],
          Filters: [{ Name: `tag:${kindTag}`, Values: kinds.map((kind) => kind.name) }],
        });
        const images = dueImages(found, kinds, now());
        log.info("Looked for images", { found: found.length, due: images.length });
        return { images, due: images.length };
      }
      case actions.remove: {
        const { image_id, name, kind, snapshot_ids } = event.image;
        const kept = await removeWithSnapshots(ec2, image_id, snapshot_ids);
        log.info("An image is removed", { name, kind, snapshots_in_use: kept });
        return { image_id, status: "removed" as const };
      }
      case actions.report: {
        const result = report(event.results);
        log.info("Run finished", { ...result });
        return result;
      }
    }
  });
}

/** The Lambda function's entry point. */
export const handler = createSweeperHandler({
  ec2: new EC2Client(clientDefaults),
  environment: process.env,
  log: createLogger(),
  now: () => new Date(),
});
