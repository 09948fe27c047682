import { describeCaught } from "../../../shared/caught.ts";
import { caughtErrorSchema } from "../../shapes.ts";
import { errorNames, modes, runErrors } from "../../contract.ts";
import * as z from "zod/mini";

const maxEntries = 100;
const maxCauseLength = 30_000;

/** Modes whose items are results of a map: moved channels, validated images. */
export type ItemMode = "promote" | "rollback" | "validate";

const fail: Readonly<Record<ItemMode, string>> = {
  [modes.promote]: runErrors.channels,
  [modes.rollback]: runErrors.channels,
  [modes.validate]: runErrors.validation,
};

/** Whether a run in a mode works on a list of items that this adds up. */
export function isItemMode(mode: string): mode is ItemMode {
  return mode in fail;
}

const itemSchema = z.looseObject({ error: z.optional(caughtErrorSchema), status: z.optional(z.string()) });
type Item = z.infer<typeof itemSchema>;

/** What an execution ends with that works on a list of items. */
export interface ItemsResult {
  readonly status: "success" | "failed";
  readonly mode: ItemMode;
  readonly dry_run: boolean;
  readonly summary: { readonly planned: number; readonly done: number; readonly failed: number };
  readonly results: readonly object[];
  readonly failures: readonly { readonly item: string; readonly error: string; readonly reason: string }[];
  readonly error: string;
  readonly cause: string;
}

/**
 * Adds up what became of the items of a run. One that left nothing counts as failed.
 *
 * @param mode what the run does
 * @param planned the items that were planned
 * @param results what the map's items ended with; undefined if it could not be run
 * @param brokenOff why the map could not be run, if it could not
 */
export function itemsResult(
  mode: ItemMode,
  planned: readonly object[],
  results: readonly unknown[] | undefined,
  brokenOff: string | undefined,
): ItemsResult {
  const items = planned.map((plannedItem, index): Item => {
    const { success, data } = z.safeParse(itemSchema, results?.[index]);
    const missing = { ...plannedItem, error: { Error: "States.TaskFailed", Cause: brokenOff ?? "it left no result" } };
    return success ? data : missing;
  });
  const failed = items.filter(({ error, status }) => error !== undefined || status === "failed");
  const failures = failed.map((item) => {
    const error = item.error?.Error ?? errorNames.testsFailed;
    const text = describeCaught(item.error ?? { Error: error });
    return {
      item: nameOf(item),
      error,
      reason: text.startsWith(`${error}: `) ? text.slice(error.length + 2) : text,
    };
  });
  const cause = failures.map(({ item, error, reason }) => `${item}: ${error}: ${reason}`).join("; ");
  return {
    status: failed.length === 0 ? "success" : "failed",
    mode,
    dry_run: false,
    summary: { planned: planned.length, done: items.length - failed.length, failed: failed.length },
    results: items.filter((item) => !failed.includes(item)).slice(0, maxEntries),
    failures: failures.slice(0, maxEntries),
    error: failed.length === 0 ? "" : fail[mode],
    cause: cause.length <= maxCauseLength ? cause : `${cause.slice(0, maxCauseLength)}…`,
  };
}

/** What an item is called: by whichever of these it has. */
function nameOf(item: Readonly<Record<string, unknown>>): string {
  const inner = typeof item["move"] === "object" && item["move"] !== null ? item["move"] : item;
  const fields = inner as Readonly<Record<string, unknown>>;
  return ["template", "architecture", "region", "channel", "image_id", "id"]
    .flatMap((key) => (typeof fields[key] === "string" && fields[key] !== "" ? [fields[key]] : []))
    .join(" ");
}
