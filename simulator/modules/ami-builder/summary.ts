import { countOutcomes } from "../../report/selection.ts";
import { counted } from "../../report/words.ts";
import type { ModuleSummary } from "../simulated-module.ts";
import { asFields } from "./fields.ts";
import { type BuilderPart, outcomes } from "./record.ts";

/** What the command prints at the end. */
export const summary: ModuleSummary<BuilderPart> = {
  execution: ({ name, output }, { cells }) => ({
    lines: Object.entries(asFields(asFields(output)["summary"])).map(([key, count]) => `${key}: ${String(count)}`),
    failures: cells.flatMap(({ execution, id, reason }) =>
      execution === name && reason !== undefined ? [{ item: id, reason }] : [],
    ),
  }),
  end: ({ cells, parameters, instances }) => [
    `Cells: ${countOutcomes(cells, outcomes) || "none"}`,
    ...parameters.map(({ name, region, value }) => `  ${name} in ${region}: ${value}`),
    `${counted(instances.length, "instance")} ran`,
  ],
};
