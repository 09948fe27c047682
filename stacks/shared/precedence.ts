import { endOfString } from "./template-text.ts";

/** Terraform's operators by how strongly they bind (Terraform language, operators); 0 is the condition's `? :`. */
const strengths: Readonly<Record<string, number>> = {
  "?": 0,
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};
const operator = /^(\|\||&&|==|!=|<=|>=|[?<>+*/%]|-(?=\s))/;
/** Operators that give the same in any grouping. */
const associative: ReadonlySet<string> = new Set(["||", "&&"]);

/**
 * Puts an expression in brackets where it would fall apart among the operators beside it.
 *
 * @param code the expression
 * @param left what stands before it
 * @param right what stands behind it
 */
export function bracket(code: string, left: string, right: string): string {
  const weakest = weakestOperator(code);
  if (weakest === undefined) {
    return code;
  }
  const before = /(\|\||&&|==|!=|<=|>=|[<+*/%!-]|(?<!=)>)\s*$/.exec(left)?.[1];
  const after = /^\s*(\|\||&&|==|!=|<=|>=|[?<>+*/%]|-(?=\s)|[.[])/.exec(right)?.[1];
  const falls = (beside: string | undefined) =>
    beside !== undefined &&
    !(beside === weakest && associative.has(beside)) &&
    (strengths[beside] ?? Infinity) >= (strengths[weakest] ?? 0);
  // `!` and attribute access, which are in no list, bind stronger than all.
  return falls(before) || falls(after) ? `(${code})` : code;
}

function weakestOperator(code: string): string | undefined {
  let weakest: string | undefined;
  let depth = 0;
  for (let at = 0; at < code.length; at += 1) {
    const character = code[at] ?? "";
    if (character === '"') {
      at = endOfString(code, at + 1);
    } else if (/[([{]/.test(character)) {
      depth += 1;
    } else if (/[)\]}]/.test(character)) {
      depth -= 1;
    } else if (depth === 0) {
      const found = operator.exec(code.slice(at))?.[0];
      if (found === undefined) continue;
      const isWeaker = weakest === undefined || (strengths[found] ?? 0) < (strengths[weakest] ?? 0);
      if (isWeaker && !isSplat(code, at)) weakest = found;
      at += found.length - 1;
    }
  }
  return weakest;
}

/** `aws_x.y.*.arn`. */
function isSplat(code: string, at: number): boolean {
  return code[at] === "*" && code[at - 1] === ".";
}
