/** The regular expression of a test: `^` and `$` are at every line's ends. */
export function testPattern(source: string): RegExp {
  return new RegExp(source, "m");
}

/**
 * What is wrong with the regular expression of a test. Beside what is no expression, what RE2 has not either, and repetitions of
 * repetitions are refused: over a megabyte of output they might not end.
 *
 * @param source the expression
 * @returns the rule that it breaks, or undefined
 */
export function patternProblem(source: string): string | undefined {
  try {
    testPattern(source);
  } catch {
    return "must be a regular expression: a bracket or brace may lack its other half, or a backslash before it";
  }
  const bare = withoutSets(source);
  if (/\(\?<?[=!]/.test(bare) || /\\[1-9]|\\k</.test(bare)) {
    return "must be a regular expression without look-around and back-references: what is not to be there goes to expected_not_contains";
  }
  return repeatsRepetition(bare)
    ? "must be a regular expression that does not repeat a group with a repetition in it, such as (a+)+: such a search may never end"
    : undefined;
}

/** The expression with a letter in place of every set of characters and every escaped character but references to groups. */
function withoutSets(source: string): string {
  return source.replaceAll(/\\(?!\d|k<)./gs, "x").replaceAll(/\[[^\]]*\]/g, "x");
}

/** Whether a group that holds an unbounded repetition is itself repeated without bound. */
function repeatsRepetition(bare: string): boolean {
  const holds: boolean[] = [false];
  for (let at = 0; at < bare.length; at += 1) {
    const character = bare.charAt(at);
    if (character === "(") {
      holds.push(false);
    } else if (character === ")") {
      const inner = holds.pop() ?? false;
      const isRepeated = unbounded.test(bare.slice(at + 1));
      if (inner && isRepeated) return true;
      holds.push((holds.pop() ?? false) || inner || isRepeated);
    } else if (unbounded.test(bare.slice(at))) {
      holds[holds.length - 1] = true;
    }
  }
  return false;
}

const unbounded = /^(?:[*+]|\{\d+,\})/;
