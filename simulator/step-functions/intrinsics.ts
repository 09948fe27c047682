import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { ModuleError } from "../core/module-error.ts";
import { StateError } from "./errors.ts";
import { type Expression, readIntrinsic } from "./intrinsic-syntax.ts";
import { type Context, isFields, valueAt } from "./json-path.ts";

/**
 * What an intrinsic function gives (Step Functions Developer Guide, Intrinsic functions). States.UUID and States.MathRandom are
 * not known: what they give is another in every run, and a simulation is the same each time.
 *
 * @throws StateError States.Runtime for arguments that it does not take, ModuleError for a function that is not known
 */
export function callIntrinsic(written: string, input: unknown, context: Context): unknown {
  return evaluate(readIntrinsic(written), input, context);
}

function evaluate(expression: Expression, input: unknown, context: Context): unknown {
  switch (expression.kind) {
    case "text":
      return unescaped(expression.written);
    case "constant":
      return expression.value;
    case "path":
      return valueAt(expression.path, input, context);
    case "call": {
      const {
        name,
        arguments: [first, ...others],
      } = expression;
      const rest = others.map((argument) => evaluate(argument, input, context));
      // Its text tells braces that are to be filled from those with a backslash.
      if (name === "Format" && first?.kind === "text") return format(first.written, rest);
      const values = first === undefined ? [] : [evaluate(first, input, context), ...rest];
      const called = functions[name];
      if (called === undefined) throw new ModuleError(`States.${name} is not known to the simulator.`);
      return called(new Arguments(name, values));
    }
  }
}

/** At most so many characters are encoded, decoded or hashed, and so many items are in a range. */
const longestText = 10_000;
const longestRange = 1_000;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/;

const functions: Readonly<Record<string, (given: Arguments) => unknown>> = {
  Format: (given) => format(given.text(0), given.rest(1)),
  StringToJson: (given) => {
    const [text] = given.exactly(1);
    try {
      return JSON.parse(given.text(0)) as unknown;
    } catch {
      throw refusal("StringToJson", `needs JSON, but is given ${JSON.stringify(text)}`);
    }
  },
  JsonToString: (given) => JSON.stringify(given.exactly(1)[0]),
  Array: (given) => given.rest(0),
  ArrayPartition: (given) => {
    given.exactly(2);
    const [list, size] = [given.list(0), given.whole(1)];
    if (size < 1) throw refusal("ArrayPartition", `needs a size from 1 on, but is given ${size}`);
    return Array.from({ length: Math.ceil(list.length / size) }, (_part, index) =>
      list.slice(index * size, (index + 1) * size),
    );
  },
  ArrayContains: (given) => {
    const [, sought] = given.exactly(2);
    return given.list(0).some((item) => isDeepStrictEqual(item, sought));
  },
  ArrayRange: (given) => {
    given.exactly(3);
    const [from, to, step] = [given.whole(0), given.whole(1), given.whole(2)];
    if (step === 0) throw refusal("ArrayRange", "needs a step other than 0");
    const length = Math.max(0, Math.floor((to - from) / step) + 1);
    if (length > longestRange) throw refusal("ArrayRange", `gives at most ${longestRange} items, not ${length}`);
    return Array.from({ length }, (_item, index) => from + index * step);
  },
  ArrayGetItem: (given) => {
    given.exactly(2);
    const [list, index] = [given.list(0), given.whole(1)];
    if (!(index in list)) throw refusal("ArrayGetItem", `finds no item ${index} in a list of ${list.length}`);
    return list[index];
  },
  ArrayLength: (given) => {
    given.exactly(1);
    return given.list(0).length;
  },
  ArrayUnique: (given) => {
    given.exactly(1);
    const list = given.list(0);
    return list.filter((item, index) => list.findIndex((other) => isDeepStrictEqual(other, item)) === index);
  },
  Base64Encode: (given) => {
    given.exactly(1);
    return Buffer.from(given.shortText(0)).toString("base64");
  },
  Base64Decode: (given) => {
    given.exactly(1);
    const encoded = given.shortText(0);
    if (!base64.test(encoded)) throw refusal("Base64Decode", `needs Base64, but is given ${JSON.stringify(encoded)}`);
    return Buffer.from(encoded, "base64").toString();
  },
  Hash: (given) => {
    given.exactly(2);
    const algorithm = algorithms[given.text(1)];
    if (algorithm === undefined) {
      throw refusal("Hash", `knows ${Object.keys(algorithms).join(", ")}, but not ${given.text(1)}`);
    }
    return createHash(algorithm).update(given.shortText(0)).digest("hex");
  },
  JsonMerge: (given) => {
    const [, , isDeep] = given.exactly(3);
    // Deep merging is not there in AWS either.
    if (isDeep !== false) throw refusal("JsonMerge", "needs false as its third argument");
    return { ...given.fields(0), ...given.fields(1) };
  },
  MathAdd: (given) => {
    given.exactly(2);
    return given.whole(0) + given.whole(1);
  },
  StringSplit: (given) => {
    given.exactly(2);
    const separators = new Set(given.text(1));
    // Each character of the second text separates; nothing between two of them is left out.
    const parts = [""];
    for (const character of given.text(0)) {
      if (separators.has(character)) parts.push("");
      else parts.push(`${parts.pop() ?? ""}${character}`);
    }
    return parts.filter((part) => part !== "");
  },
};

const algorithms: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** What a function is called with. */
class Arguments {
  readonly #name: string;
  readonly #values: readonly unknown[];

  constructor(name: string, values: readonly unknown[]) {
    this.#name = name;
    this.#values = values;
  }

  exactly(count: number): readonly unknown[] {
    if (this.#values.length === count) return this.#values;
    throw refusal(this.#name, `takes ${count} arguments, but is given ${this.#values.length}`);
  }

  rest(from: number): readonly unknown[] {
    return this.#values.slice(from);
  }

  text(index: number): string {
    const value = this.#values[index];
    return typeof value === "string" ? value : this.#refuse(index, "a text");
  }

  shortText(index: number): string {
    const value = this.text(index);
    return value.length <= longestText ? value : this.#refuse(index, `a text of at most ${longestText} characters`);
  }

  /** A number; one that is not whole is rounded. */
  whole(index: number): number {
    const value = this.#values[index];
    return typeof value === "number" ? Math.round(value) : this.#refuse(index, "a number");
  }

  list(index: number): readonly unknown[] {
    const value = this.#values[index];
    return Array.isArray(value) ? (value as readonly unknown[]) : this.#refuse(index, "a list");
  }

  fields(index: number): Readonly<Record<string, unknown>> {
    const value = this.#values[index];
    return isFields(value) ? value : this.#refuse(index, "an object");
  }

  #refuse(index: number, needed: string): never {
    throw refusal(
      this.#name,
      `needs ${needed} as argument ${index + 1}, but is given ${JSON.stringify(this.#values[index])}`,
    );
  }
}

/** Fills `{}` with values; a backslash before a character leaves that character. */
function format(template: string, values: readonly unknown[]): string {
  const unfit = values.find((value) => typeof value === "object" && value !== null);
  if (unfit !== undefined)
    throw refusal("Format", `fills in texts, numbers, true, false and null, not ${JSON.stringify(unfit)}`);
  let used = 0;
  const filled = template.replaceAll(/\\(.)|\{\}/gs, (_found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    used += 1;
    return String(values[used - 1]);
  });
  if (used !== values.length) throw refusal("Format", `has ${used} times {} for ${values.length} values`);
  return filled;
}

function unescaped(written: string): string {
  return written.replaceAll(/\\(.)/gs, "$1");
}

function refusal(name: string, reason: string): StateError {
  return new StateError("States.Runtime", `States.${name} ${reason}.`);
}
