import { createHash } from "node:crypto";
import type { InstanceRole } from "../contract.ts";
import type { Work } from "../shapes.ts";

/**
 * The client token of a launch: equal for equal tries of one launch, whoever makes them, so that EC2 answers with the instance of the first.
 *
 * @returns 64 hex digits, as many as EC2 takes (EC2 API Reference, Ensuring idempotency)
 */
export function launchToken(
  { id, execution_id, attempt, candidate }: Pick<Work, "id" | "execution_id" | "attempt" | "candidate">,
  role: InstanceRole,
): string {
  return createHash("sha256")
    .update(JSON.stringify([id, execution_id, attempt, role, candidate]))
    .digest("hex");
}
