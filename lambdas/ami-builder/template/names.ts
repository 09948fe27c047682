import { joinWithin, toImageName } from "../../shared/ec2/image-name.ts";

/** What the placeholders of `image_name_template` and `capture_name_template` stand for; a capture has neither template nor architecture. */
export interface NameValues {
  readonly prefix: string;
  readonly version: string;
  readonly id: string;
  readonly template?: string;
  readonly architecture?: string;
}

/** Placeholders of `image_name_template`. */
export const imageNamePlaceholders = ["template", "version", "architecture", "id", "prefix"] as const;
/** Placeholders of `capture_name_template`. */
export const captureNamePlaceholders = ["version", "id", "prefix"] as const;

/**
 * Name of an image. The template holds `{id}`, so that names are as unique as ids are; from the second attempt on a name ends in its number,
 * as the first attempt's may be taken.
 *
 * @param template text with placeholders; what is none stays as it is
 * @param values what they stand for; a value that looks like a placeholder is not filled again
 * @param attempt 1 for the first
 * @returns 3 to 128 characters that EC2 takes
 */
export function imageName(template: string, values: NameValues, attempt = 1): string {
  const known: Readonly<Record<string, string | undefined>> = { ...values };
  const name = toImageName(
    template.replaceAll(/\{(\w+)\}/g, (placeholder, key: string) =>
      Object.hasOwn(known, key) ? (known[key] ?? placeholder) : placeholder,
    ),
  );
  return attempt < 2 ? name : joinWithin(name, `.${attempt}`);
}
