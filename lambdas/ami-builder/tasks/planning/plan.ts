import { modes } from "../../contract.ts";
import { parseExecutionInput } from "../../events/execution-input.ts";
import { planBuilds } from "./plan-builds.ts";
import { planAutomatic, planCapture } from "./plan-capture.ts";
import { planMoves } from "./plan-moves.ts";
import { planValidations } from "./plan-validations.ts";
import type { PlannerContext } from "./planner-context.ts";

/**
 * Reads what an execution is asked for, and plans that. Every plan has `mode` and `dry_run`, which the state machine goes by.
 *
 * @param input the execution's input
 * @param context clients and inputs
 * @throws the errors of the modes' plans; InvalidInputError for an input that nobody knows
 */
export async function plan(input: unknown, context: PlannerContext): Promise<object> {
  const request = parseExecutionInput(input, context.settings);
  switch (request.mode) {
    case "build":
      return planBuilds(request, Buffer.byteLength(JSON.stringify(input)), context);
    case "capture":
      return planCapture(request.request, context);
    case "automatic":
      return planAutomatic(request.instance_id, context);
    case "validate":
      return planValidations(request, context);
    case "promote":
    case "rollback":
      return planMoves(request, context);
    case "delete": {
      const { mode, dry_run, ...deletion } = request;
      // The cleaner looks for the images, and for what a dry run would remove.
      return { mode, dry_run: false, deletion: { ...deletion, dry_run } };
    }
    case "ignored":
      return { mode: modes.ignored, dry_run: false, reason: request.reason };
  }
}
