import { tagKeys } from "../../contract.ts";

const kept: readonly string[] = [tagKeys.installation, tagKeys.template, tagKeys.managedBy];

/** Tags of the module that tell of one image alone: a parameter outlives it. */
function tellsOfImage(key: string): boolean {
  return (Object.values(tagKeys) as readonly string[]).includes(key) && !kept.includes(key);
}

/**
 * Tags of a new parameter: the image's, but for those that tell of that image alone.
 *
 * @param imageTags tags of the image
 */
export function parameterTags(imageTags: Readonly<Record<string, string>>) {
  return Object.entries(imageTags)
    .filter(([key]) => !tellsOfImage(key))
    .map(([Key, Value]) => ({ Key, Value }));
}
