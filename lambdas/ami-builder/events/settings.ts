import * as z from "zod/mini";
import { listProblems } from "../../shared/parse.ts";
import { ConfigurationError } from "../errors.ts";
import { type Settings, settingsSchema } from "../settings.ts";

/**
 * Reads the settings, which travel in the state machine's definition as the text of a JSON object.
 *
 * @throws ConfigurationError that lists everything wrong
 */
export function parseSettings(text: string): Settings {
  const result = z.safeParse(settingsSchema, toJson(text));
  if (result.success) return result.data;
  const problems = listProblems(result.error).map(({ path, rule }) => `${path === "" ? "the text" : path} ${rule}`);
  throw new ConfigurationError(
    `The settings in the state machine's definition are wrong: ${problems.join("; ")}. The Terraform module sets all of them: apply it again.`,
  );
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
