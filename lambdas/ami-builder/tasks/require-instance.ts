import { InvalidInputError } from "../errors.ts";
import type { Work } from "../shapes.ts";

/**
 * The instance that is worked on.
 *
 * @throws InvalidInputError if there is none, which the state machine's order rules out
 */
export function requireInstance({ instance_id, phase }: Pick<Work, "instance_id" | "phase">): string {
  if (instance_id === null)
    throw new InvalidInputError(`The work has no instance in its phase ${phase}. Start a new run.`);
  return instance_id;
}

/**
 * The image that is worked on.
 *
 * @throws InvalidInputError if there is none, which the state machine's order rules out
 */
export function requireImage({ image_id, phase }: Pick<Work, "image_id" | "phase">): string {
  if (image_id === null) throw new InvalidInputError(`The work has no image in its phase ${phase}. Start a new run.`);
  return image_id;
}
