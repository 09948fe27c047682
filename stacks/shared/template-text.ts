/** A piece of a template: text to be taken as it is, or what stands between `${` and `}`. */
export type TemplatePart =
  { readonly kind: "text"; readonly text: string } | { readonly kind: "interpolation"; readonly expression: string };

/**
 * Splits a template, Terraform's or the one in a Terraform JSON string, into text and interpolations. `$${` and `%%{` are escapes
 * and stay in the text as they are.
 *
 * @throws Error when an interpolation is not closed, or for a `%{` directive, which this project does not write
 */
export function splitTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  let at = 0;
  while (at < template.length) {
    if (template.startsWith("$${", at) || template.startsWith("%%{", at)) {
      text += template.slice(at, at + 3);
      at += 3;
    } else if (template.startsWith("${", at)) {
      const end = endOfInterpolation(template, at + 2);
      if (text !== "") {
        parts.push({ kind: "text", text });
        text = "";
      }
      parts.push({ kind: "interpolation", expression: template.slice(at + 2, end).trim() });
      at = end + 1;
    } else if (template.startsWith("%{", at)) {
      throw new Error(`A template directive cannot be rendered: ${template}. Escape it as %%{, or use an expression.`);
    } else {
      text += template[at] ?? "";
      at += 1;
    }
  }
  return text === "" ? parts : [...parts, { kind: "text", text }];
}

/**
 * Finds the brace that closes an interpolation.
 *
 * @param source text that holds the interpolation
 * @param start index behind its `${`
 * @returns index of the closing brace
 */
export function endOfInterpolation(source: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < source.length) {
    const character = source[at];
    if (character === '"') {
      at = endOfString(source, at + 1);
    } else if (character === "{") {
      depth += 1;
    } else if (character === "}") {
      if (depth === 0) {
        return at;
      }
      depth -= 1;
    }
    at += 1;
  }
  throw new Error(`An interpolation is not closed: ${source}`);
}

/**
 * Finds the quote that closes a string in an expression, whatever interpolations stand in it.
 *
 * @param source text that holds the string
 * @param start index behind its opening quote
 * @returns index of the closing quote
 */
export function endOfString(source: string, start: number): number {
  let at = start;
  while (at < source.length) {
    if (source[at] === "\\") {
      at += 2;
    } else if (source.startsWith("$${", at) || source.startsWith("%%{", at)) {
      at += 3;
    } else if (source.startsWith("${", at)) {
      at = endOfInterpolation(source, at + 2) + 1;
    } else if (source[at] === '"') {
      return at;
    } else {
      at += 1;
    }
  }
  throw new Error(`A string is not closed: ${source}`);
}

/**
 * Whether the end of a piece of an expression stands between the quotes of a text.
 *
 * @param code the expression up to there
 */
export function isInText(code: string): boolean {
  const open: ("text" | "code")[] = ["code"];
  for (let at = 0; at < code.length; at += 1) {
    const isText = open.at(-1) === "text";
    if (isText && code[at] === "\\") {
      at += 1;
    } else if (isText && (code.startsWith("$${", at) || code.startsWith("%%{", at))) {
      at += 2;
    } else if (isText && code.startsWith("${", at)) {
      open.push("code");
      at += 1;
    } else if (code[at] === '"') {
      if (isText) open.pop();
      else open.push("text");
    } else if (!isText && code[at] === "{") {
      open.push("code");
    } else if (!isText && code[at] === "}") {
      open.pop();
    }
  }
  return open.at(-1) === "text";
}
