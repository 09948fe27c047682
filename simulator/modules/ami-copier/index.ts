import type { SimulatedModule } from "../simulated-module.ts";
import { bench } from "./bench/bench.ts";
import { costOfCopies } from "./cost.ts";
import { options } from "./options.ts";
import type { CopierPart } from "./record.ts";
import { redHatOperations } from "./red-hat/api.ts";
import { report } from "./report/report.ts";
import { type CopierFields, earlierStates, fields } from "./scenario.ts";
import { summary } from "./summary.ts";
import { CopierWorld } from "./world.ts";

/** ami-copier in a simulation: images that Red Hat shares with the account. */
export const amiCopier: SimulatedModule<CopierFields, CopierPart, CopierWorld> = {
  name: "ami-copier",
  folder: "",
  fields,
  entries: { images: "An image", volumes: "A volume" },
  names: { "Earlier states": earlierStates },
  options,
  hosts: [{ name: "redhat", operations: redHatOperations }],
  open: (scenario) => new CopierWorld(scenario),
  summary,
  report,
  cost: costOfCopies,
  bench,
};

export { amiCopier as simulatedModule };
