/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields of whatever a state has; none of what is no object. */
export function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

/** The entries of whatever a state has; none of what is no list. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A text among fields; empty for none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
