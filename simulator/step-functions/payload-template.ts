import { callIntrinsic } from "./intrinsics.ts";
import { type Context, isFields, valueAt } from "./json-path.ts";

/**
 * What a payload template makes of an input: a field whose name ends in `.$` is what its path or intrinsic function stands for.
 *
 * @throws StateError States.Runtime for a path that leads to nothing
 */
export function fill(template: unknown, input: unknown, context: Context): unknown {
  if (Array.isArray(template)) return template.map((item) => fill(item, input, context));
  if (!isFields(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, part]) =>
      key.endsWith(".$") && typeof part === "string"
        ? [key.slice(0, -2), standsFor(part, input, context)]
        : [key, fill(part, input, context)],
    ),
  );
}

/** What a path or an intrinsic function stands for. */
export function standsFor(written: string, input: unknown, context: Context): unknown {
  return written.startsWith("$") ? valueAt(written, input, context) : callIntrinsic(written, input, context);
}
