import { joinWithin, toImageName } from "../../shared/ec2/image-name.ts";

/** Most characters of a tag's value (EC2 User Guide, Tag restrictions). */
const maxTagValue = 256;

/** What the placeholders of a template stand for. */
export interface TemplateValues {
  /** Name of the source image; empty or absent when it has none. */
  readonly sourceName?: string | undefined;
  readonly uuid: string | null;
  /** When the copy is initiated. */
  readonly at: Date;
}

/**
 * Finds the UUID that Image Builder puts in an image's name as `composer-api-<uuid>`. It is new for each image, and
 * no compose's id.
 *
 * @param name name of the source image
 * @returns the UUID in the case it has there, or null
 */
export function extractUuid(name: string): string | null {
  return /composer-api-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(name)?.[1] ?? null;
}

/**
 * Fills a template in one pass: every known placeholder everywhere, unknown ones stay as they are, as in the Python original, and a value
 * that looks like a placeholder is not filled again.
 *
 * @param template text with placeholders
 * @param values what they stand for; `{date}` and `{timestamp}` are UTC
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const known: Readonly<Record<string, string>> = {
    source_name: values.sourceName === undefined || values.sourceName === "" ? "unknown" : values.sourceName,
    uuid: values.uuid ?? "no-uuid",
    date: compactDate(values.at),
    timestamp: String(Math.floor(values.at.getTime() / 1000)),
  };
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, key: string) => known[key] ?? placeholder);
}

/**
 * Name of the final image: the filled template, made a name that EC2 takes (EC2 API Reference, RegisterImage: Name).
 *
 * @param template `ami_name_template`
 * @param values what its placeholders stand for
 * @returns 3 to 128 characters of the alphabet EC2 allows
 */
export function finalName(template: string, values: TemplateValues): string {
  return toImageName(fillTemplate(template, values));
}

/**
 * Value of the Name tag, its Distribution still open: no more of it than a tag's value can hold in the end, with at least one character
 * for each `{distribution}`.
 *
 * @param template `ami_name_tag_template`
 * @param values what its other placeholders stand for
 * @returns null when the template is empty
 */
export function nameTagText(template: string, values: TemplateValues): string | null {
  const parts = fillTemplate(template, values).match(/\{distribution\}|./gsu);
  return parts?.slice(0, maxTagValue).join("") ?? null;
}

/**
 * The name to take when another image has the first one, as when two images are made from one template in one second: the name and the end
 * of the source image's id.
 *
 * @param name a name that EC2 takes
 * @param sourceAmiId id of the source image
 * @returns at most 128 characters
 */
export function withSuffix(name: string, sourceAmiId: string): string {
  return joinWithin(name, `-${sourceAmiId.slice(-8)}`);
}

/**
 * Name of a source image's temporary copy. It depends on nothing but the source: names are unique in an account and
 * Region, so EC2 itself lets no second copy of the same image start, whoever asks.
 *
 * @param sourceAmiId id of the source image
 */
export function temporaryName(sourceAmiId: string): string {
  return `ami-copier-temp-${sourceAmiId}`;
}

/** UTC as YYYYMMDD-HHMMSS. */
function compactDate(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
}
