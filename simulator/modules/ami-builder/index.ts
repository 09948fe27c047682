import type { SimulatedModule } from "../simulated-module.ts";
import { bench } from "./bench/bench.ts";
import { costOfBuilds } from "./cost.ts";
import { durationOfBuilds } from "./duration.ts";
import { buildMachine } from "./earlier.ts";
import { networkOperations } from "./network.ts";
import { options } from "./options.ts";
import type { BuilderPart } from "./record.ts";
import { report } from "./report/report.ts";
import { type BuilderFields, earlierStates, fields } from "./scenario.ts";
import { summary } from "./summary.ts";
import { knownTemplates, templateTexts } from "./templates.ts";
import { BuilderWorld } from "./world.ts";

/** ami-builder in a simulation: an account with base images and a network, and machines that run what they are told. */
export const amiBuilder: SimulatedModule<BuilderFields, BuilderPart, BuilderWorld> = {
  name: "ami-builder",
  folder: "modules/ami-builder",
  mainMachine: buildMachine,
  fields,
  entries: {
    answers: "An answer",
    base_images: "A base image",
    commands: "What becomes of commands",
    hosts: "A host",
    image_users: "What uses an image",
    own_images: "An image of the account",
    refusals: "Launches that are refused",
    subnets: "A subnet",
  },
  names: { "Earlier states": earlierStates },
  options,
  hosts: [networkOperations],
  duration: (scenario, runs) =>
    durationOfBuilds(knownTemplates(templateTexts(scenario), scenario.region).values(), runs),
  open: (scenario) => new BuilderWorld(scenario),
  summary,
  report,
  cost: costOfBuilds,
  bench,
};

export { amiBuilder as simulatedModule };
