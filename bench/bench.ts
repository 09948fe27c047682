import { cpus } from "node:os";
import { modules } from "../main.ts";
import { findModule } from "../simulator/modules/find-module.ts";
import { benchFunctions, benchSynth } from "./functions.ts";
import { hasBoto3 } from "./processes.ts";
import { benchSimulations } from "./simulations.ts";

// `npm run bench`, or `npm run bench -- --module <name>` for one module.
const [flag, wanted, ...more] = process.argv.slice(2);
const names = modules.map(({ name }) => name);
if (flag !== undefined && (flag !== "--module" || !names.includes(wanted ?? "") || more.length > 0)) {
  console.error(`The only option is --module <name>, one of ${names.join(", ")}.`);
  process.exit(2);
}

console.log(`Node.js ${process.version}, ${cpus().length} cores. Times are medians of fresh processes.`);
if (!hasBoto3()) console.log("There is no Python with boto3 here, so the comparison with it is left out.");
const chosen = modules.filter(({ name }) => wanted === undefined || name === wanted);
for (const module of chosen) {
  const { bench } = await findModule(module.name);
  await benchFunctions(module, bench.zipGoals);
}
if (wanted === undefined) benchSynth();
for (const { name } of chosen) {
  await benchSimulations(await findModule(name));
}
