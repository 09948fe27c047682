import type { TerraformElement } from "cdktf";

/** Blocks of Terraform itself, by their path in an element; CDKTF writes them as plain attributes. */
const metaBlocks: ReadonlySet<string> = new Set([
  "lifecycle",
  "lifecycle.precondition",
  "lifecycle.postcondition",
  "validation",
  "precondition",
]);
const dynamic = "dynamic";

/** Says which attributes of an element are nested blocks. */
export interface BlockShape {
  readonly isBlock: (path: readonly string[]) => boolean;
}

/**
 * Reads from an element which of its attributes are blocks. Terraform's JSON does not tell a block from an attribute that is an
 * object; CDKTF's bindings know it, and this is the only place that asks them: `toHclTerraform` is CDKTF's own seam for rendering
 * HCL, of which only the flags are used here, never the values.
 *
 * @param element any element of a stack
 */
export function blockShape(element: TerraformElement): BlockShape {
  const paths = new Set<string>();
  collect(body(element.toHclTerraform()), [], paths);
  return {
    isBlock: (path) => path.at(-1) === dynamic || metaBlocks.has(path.join(".")) || paths.has(path.join(".")),
  };
}

/** The attributes of an element: resources and data sources stand under type and name, variables and outputs under name. */
function body(rendered: unknown): unknown {
  if (!isRecord(rendered)) {
    return undefined;
  }
  const [category = "", inner] = Object.entries(rendered)[0] ?? [];
  const depth = category === "resource" || category === "data" ? 2 : 1;
  let value: unknown = inner;
  for (let level = 0; level < depth && isRecord(value); level += 1) {
    value = Object.values(value)[0];
  }
  return value;
}

function collect(value: unknown, path: readonly string[], paths: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, paths);
  } else if (isRecord(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (!isRecord(inner)) continue;
      const here = [...path, name];
      if (inner["isBlock"] === true) paths.add(here.join("."));
      collect("value" in inner ? inner["value"] : inner, here, paths);
    }
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
