import { StateError } from "./errors.ts";

/** An argument of an intrinsic function, or the function itself. */
export type Expression =
  /** A text between single quotes, with its backslashes. */
  | { readonly kind: "text"; readonly written: string }
  | { readonly kind: "constant"; readonly value: number | boolean | null }
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly Expression[] };

const space = /\s*/y;
const text = /'((?:\\.|[^'\\])*)'/sy;
const constant = /(?:true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
const call = /States\.(\w+)\s*\(/y;
/** Up to the comma or parenthesis that ends the argument: those within brackets and quotes belong to the path. */
const path =
  /\$(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\[(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]'"])*\]|[^,)'"[\]])*/sy;

const known = new Map<string, Expression>();

/**
 * Reads an intrinsic function, such as `States.Format('{}', $.name)` (Amazon States Language, Intrinsic functions).
 *
 * @throws StateError States.Runtime for anything else
 */
export function readIntrinsic(written: string): Expression {
  const found = known.get(written) ?? new Reader(written).all();
  known.set(written, found);
  return found;
}

class Reader {
  readonly #written: string;
  #at = 0;

  constructor(written: string) {
    this.#written = written;
  }

  all(): Expression {
    const found = this.#call();
    if (found === undefined || this.#at < this.#written.trimEnd().length) throw this.#refusal();
    return found;
  }

  #call(): Expression | undefined {
    const name = this.#take(call)?.[1];
    if (name === undefined) return undefined;
    const found: Expression[] = [];
    while (this.#take(/\)/y) === undefined) {
      if (found.length > 0 && this.#take(/,/y) === undefined) throw this.#refusal();
      found.push(this.#argument());
    }
    return { kind: "call", name, arguments: found };
  }

  #argument(): Expression {
    const quoted = this.#take(text)?.[1];
    if (quoted !== undefined) return { kind: "text", written: quoted };
    const value = this.#take(constant)?.[0];
    if (value !== undefined) return { kind: "constant", value: JSON.parse(value) as number | boolean | null };
    const from = this.#take(path)?.[0];
    if (from !== undefined) return { kind: "path", path: from.trimEnd() };
    const inner = this.#call();
    if (inner === undefined) throw this.#refusal();
    return inner;
  }

  /** What stands here, after spaces. */
  #take(pattern: RegExp): RegExpExecArray | undefined {
    space.lastIndex = this.#at;
    space.exec(this.#written);
    pattern.lastIndex = space.lastIndex;
    const match = pattern.exec(this.#written);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  #refusal(): StateError {
    return new StateError(
      "States.Runtime",
      `${this.#written} cannot be read from character ${this.#at + 1} on: an intrinsic function takes texts in single quotes, numbers, true, false, null, paths and intrinsic functions.`,
    );
  }
}
