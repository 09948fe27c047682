import { existsSync, readdirSync } from "node:fs";
import { scenarioFields } from "../scenario/schema.ts";
import type { SimulatedModule } from "./simulated-module.ts";

/** The module that is simulated when none is named. */
export const defaultModule = "ami-copier";

/** Thrown for a module that does not exist; the message names those that do. */
export class UnknownModuleError extends Error {
  override readonly name = "UnknownModuleError";
}

/** Names of the modules that can be simulated: the folders beside this file that have an `index.ts`. */
export function moduleNames(): readonly string[] {
  return readdirSync(import.meta.dirname)
    .filter((name) => existsSync(`${import.meta.dirname}/${name}/index.ts`))
    .sort();
}

/**
 * Loads a module by its name.
 *
 * @throws UnknownModuleError when there is no such module, Error for one that is defined wrongly
 */
export async function findModule(name: string): Promise<SimulatedModule> {
  const names = moduleNames();
  if (!names.includes(name)) {
    throw new UnknownModuleError(`There is no module ${name}; choose one of ${names.join(", ")}.`);
  }
  // Each module's own types are known within it; whoever finds it by its name hands on what the module itself has made.
  const { simulatedModule } = (await import(`./${name}/index.ts`)) as { readonly simulatedModule: SimulatedModule };
  // A field that would hide one of every scenario is found at once, not by whoever sets it.
  scenarioFields(simulatedModule);
  return simulatedModule;
}
