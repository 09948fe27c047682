import * as z from "zod/mini";
import { type Environment, jsonList, readEnvironment } from "../shared/environment.ts";
import type { Immutable } from "../shared/immutable.ts";
import { environmentNames as names } from "./contract.ts";

const count = z.int().check(z.gte(0, "must not be negative"));
const kindSchema = z.object({ name: z.string(), keep_days: count, keep_newest: count });

/** How long images of a kind are kept. */
export type Kind = Immutable<z.infer<typeof kindSchema>>;

/**
 * Reads the kinds, by which the function works.
 *
 * @param environment the function's environment variables
 * @throws ConfigurationError that lists everything missing or wrong
 */
export function readKinds(environment: Environment): readonly Kind[] {
  return readEnvironment(z.object({ [names.kinds]: jsonList(kindSchema) }), environment)[names.kinds];
}
