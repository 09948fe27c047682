import { wholeNumber } from "../../cli/option-values.ts";
import type { SimulatedModule } from "../simulated-module.ts";
import { bench } from "./bench.ts";
import type { SweeperPart } from "./record.ts";
import { report, summary } from "./report.ts";
import { fields, type SweeperFields } from "./scenario.ts";
import { SweeperWorld } from "./world.ts";

/** image-sweeper in a simulation: an account with images of several ages. */
export const imageSweeper: SimulatedModule<SweeperFields, SweeperPart, SweeperWorld> = {
  name: "image-sweeper",
  folder: "modules/image-sweeper",
  fields,
  entries: {},
  names: {},
  options: [
    { flags: "--old-images <number>", description: "images that are due (default: 3)", parse: wholeNumber },
    { flags: "--new-images <number>", description: "images that are not (default: 1)", parse: wholeNumber },
    { flags: "--failed-images <number>", description: "images that have failed (default: 0)", parse: wholeNumber },
  ],
  hosts: [],
  // An invocation for each image that is due, and one for each run.
  duration: ({ old_images, failed_images }, runs) => (old_images + failed_images) * 0.02 + runs * 0.05,
  open: (scenario) => new SweeperWorld(scenario),
  summary,
  report,
  cost: () => ({ run: [], monthly: [], note: "What is removed costs nothing any more." }),
  bench,
};

export { imageSweeper as simulatedModule };
