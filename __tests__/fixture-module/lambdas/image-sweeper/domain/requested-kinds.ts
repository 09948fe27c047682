import { InvalidInputError } from "../../shared/errors.ts";
import type { Kind } from "../config.ts";

/**
 * Chooses the kinds that a run looks at.
 *
 * @param kinds all kinds
 * @param names of those that were asked for; undefined for all
 * @throws InvalidInputError for a name that is no kind
 */
export function requestedKinds(kinds: readonly Kind[], names: readonly string[] | undefined): readonly Kind[] {
  if (names === undefined) return kinds;
  const known = kinds.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `There is no kind ${unknown.join(", ")}: ask for ${known.join(", ")}, or leave kinds out for all.`,
    );
  }
  return kinds.filter(({ name }) => names.includes(name));
}
