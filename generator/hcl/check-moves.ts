import type { Move } from "../../stacks/shared/moved.ts";
import { nearest } from "./nearest.ts";

const address = /^(?:module\.[\w-]+(?:\[[^\]]+\])?\.)*([a-z][a-z0-9]*_\w+\.[\w-]+)(?:\[(?:\d+|"[^"]*")\])?$/;

/**
 * Checks the `moved` blocks: what is moved must be gone, and arrive somewhere.
 *
 * @param moves the blocks
 * @param addresses addresses of everything in the module
 * @throws Error that names the block and the remedy
 */
export function checkMoves(moves: readonly Move[], addresses: readonly string[]): void {
  for (const { from, to } of moves) {
    const [source, target] = [resource(from), resource(to)];
    if (to.startsWith("module.") || !addresses.includes(target)) {
      const hint = nearest(target, addresses);
      throw new Error(
        `moved: ${from} is moved to ${to}, which the module does not have.${hint === undefined ? "" : ` The nearest name is ${hint}.`} Correct the address.`,
      );
    }
    if (from === to || (source !== target && !from.startsWith("module.") && addresses.includes(source))) {
      throw new Error(
        `moved: ${from} is moved to ${to}, but ${source} still exists: remove one of them, or the block.`,
      );
    }
  }
}

/** The resource that an address names, without its instance. */
function resource(text: string): string {
  const match = address.exec(text)?.[1];
  if (match === undefined) {
    throw new Error(
      `moved: ${text} is no address of a resource, such as aws_iam_role.lambda or aws_iam_role.lambda["a"].`,
    );
  }
  return match;
}
