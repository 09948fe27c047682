import { ModuleError } from "../core/module-error.ts";
import type { Definition, StateDefinition } from "./definition.ts";

/**
 * Makes sure that all states that are named beside each other are there, as AWS does before it takes a definition.
 *
 * @param place whose states they are
 * @throws ModuleError that names the state and what it names
 */
export function requireTargets(place: string, { StartAt, States }: Definition): void {
  const names = Object.keys(States).join(", ");
  if (!Object.hasOwn(States, StartAt)) {
    throw new ModuleError(`${place}: StartAt names ${StartAt}, but its states are ${names}.`);
  }
  for (const [name, state] of Object.entries(States)) {
    const missing = targetsOf(state).find((target) => !Object.hasOwn(States, target));
    if (missing !== undefined) {
      throw new ModuleError(`${name}: Next names ${missing}, but the states beside it are ${names}.`);
    }
  }
}

function targetsOf({ Next, Default, Choices = [], Catch = [] }: StateDefinition): readonly string[] {
  return [Next, Default, ...[...Choices, ...Catch].map((rule) => rule.Next)].filter((target) => target !== undefined);
}
