import * as z from "zod";
import type { Scenario } from "../../scenario/schema.ts";

const count = z.int().min(0);

/** The fields of image-sweeper's scenarios. */
export const fields = z.strictObject({
  old_images: count.default(3).describe("Images of the kind golden that are 60 days old"),
  new_images: count.default(1).describe("Images of the kind golden that are a day old"),
  failed_images: count.default(0).describe("Images of the kind golden that have failed"),
});

export type SweeperFields = z.output<typeof fields>;
export type SweeperScenario = Scenario<SweeperFields>;
