import { EvaluationError, ModuleError } from "./errors.ts";

/**
 * Lets an error of a module say where it is; one that says so already stays as it is.
 *
 * @param place file and address, such as `main.tf: aws_iam_role.lambda`
 */
export function locate(error: unknown, place: string): unknown {
  if (!(error instanceof ModuleError) || error.cause instanceof ModuleError) return error;
  return new ModuleError(`${place}: ${error.message}`, { cause: error });
}

/**
 * Reads a part of a module.
 *
 * @throws ModuleError that says where it is, also for what no value of any variable could mend
 */
export async function readAt<Found>(place: string, read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (error) {
    throw locate(error instanceof EvaluationError ? new ModuleError(error.message) : error, place);
  }
}
