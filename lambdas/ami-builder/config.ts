import * as z from "zod/mini";
import { type Environment, readEnvironment } from "../shared/environment.ts";
import { environmentNames as names } from "./contract.ts";

const variables = z.object({
  AWS_REGION: z.string(),
  [names.bucket]: z.string(),
  [names.namePrefix]: z.string(),
  [names.parameterPrefix]: z.string(),
});

/** What every function works by. */
export interface Config {
  /** The function's own Region: the provider's. */
  readonly region: string;
  /** Name of the bucket. */
  readonly bucket: string;
  /** The installation: value of the tag `AmiBuilder`. */
  readonly namePrefix: string;
  readonly parameterPrefix: string;
}

/**
 * Reads a function's configuration.
 *
 * @param environment the function's environment variables
 * @throws ConfigurationError that lists everything missing
 */
export function readConfig(environment: Environment): Config {
  const values = readEnvironment(variables, environment);
  return {
    region: values.AWS_REGION,
    bucket: values[names.bucket],
    namePrefix: values[names.namePrefix],
    parameterPrefix: values[names.parameterPrefix],
  };
}
