/**
 * Cuts a text to a size in JSON, in one line: what counts in a payload is the text as it stands there, escapes included.
 *
 * @param text any text; runs of white space become one space
 * @param maxBytes most bytes of the text as JSON, quotes not counted
 * @returns the text, or its beginning with an ellipsis
 */
export function clipLine(text: string, maxBytes: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (jsonBytes(line) <= maxBytes) {
    return line;
  }
  const characters = Array.from(line);
  const ellipsis = "…";
  let size = jsonBytes(ellipsis);
  let end = 0;
  for (const character of characters) {
    size += jsonBytes(character);
    if (size > maxBytes) {
      break;
    }
    end += 1;
  }
  return `${characters.slice(0, end).join("")}${ellipsis}`;
}

/**
 * Makes a text a description that EC2 takes: at most 255 characters, all of them printable ASCII. The EC2 API
 * Reference gives no limit for CopyImage and RegisterImage; these are the ones it has for descriptions elsewhere.
 *
 * @param text any text
 */
export function toDescription(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, "?").slice(0, 255);
}

/**
 * Puts sentences one after another, each with one full stop at its end, whether it has one already, as the messages of services may, or not.
 *
 * @param parts texts; those that are undefined or empty are left out
 */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .map((part) => part?.trim().replace(/[.\s]+$/, "") ?? "")
    .filter((part) => part !== "")
    .map((part) => (/[!?…]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

/** Bytes of a text inside a JSON document, without its quotes. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
