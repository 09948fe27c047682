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

/** The source image that an entry of a wave is about. */
export function sourceOf(entry: unknown): string {
  return String(asFields(entry)["source_ami_id"]);
}
