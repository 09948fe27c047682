import type { LogRecord } from "./record.ts";

/** Most kinds of messages that are kept apart. */
const maxKinds = 100;
const otherMessages = "other messages";

/** Ids as AWS makes them, such as `ami-0123456789abcdef0`. */
const ids = /\b([a-z]+)-[0-9a-f]{8,17}\b/g;

/** Fields that differ in every line, or that the record has elsewhere. */
const otherFields: ReadonlySet<string> = new Set(["level", "message", "execution_id", "stack"]);

/** A text with its ids left out, so that equal texts about several things are equal. */
export function withoutIds(text: string): string {
  return text.replaceAll(ids, "$1-…");
}

/** Keeps the warnings and errors that functions log, as JSON objects with `level` and `message`. */
export class LogBook {
  readonly #kinds = new Map<string, LogRecord>();

  /**
   * Takes a line; one that is no warning and no error is not kept.
   *
   * @param functionName who wrote it
   * @param line what was written
   * @param at milliseconds since the simulation began
   */
  take(functionName: string, line: string, at: number): void {
    const { level, message, ...fields } = readLine(line);
    if ((level !== "warn" && level !== "error") || typeof message !== "string") return;
    const own = keyOf(level, functionName, withoutIds(message));
    const isOther = !this.#kinds.has(own) && this.#kinds.size >= maxKinds;
    const key = isOther ? keyOf(level, functionName, otherMessages) : own;
    const kind = this.#kinds.get(key) ?? {
      level,
      functionName,
      message: isOther ? otherMessages : withoutIds(message),
      count: 0,
      firstAt: at,
      lastAt: at,
      fields: isOther ? {} : ownFields(fields),
    };
    this.#kinds.set(key, { ...kind, count: kind.count + 1, lastAt: at });
  }

  /** What was kept so far. */
  get records(): readonly LogRecord[] {
    return [...this.#kinds.values()];
  }
}

function keyOf(level: string, functionName: string, message: string): string {
  return JSON.stringify([level, functionName, message]);
}

function ownFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !otherFields.has(name)));
}

/** The fields of a line; none of one that is no JSON object. */
function readLine(line: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith("{")) return {};
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
