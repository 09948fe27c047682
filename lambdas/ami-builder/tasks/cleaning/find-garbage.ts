import { type CleaningFailure } from "../../cleaning-shapes.ts";
import { cleanupPlan } from "../../domain/cleaning/plan.ts";
import { rulesOf } from "../../domain/cleaning/rules.ts";
import type { Question, RegionDecision } from "../../domain/cleaning/decide.ts";
import { cleanedRegions, type Use } from "../../domain/cleaning/world.ts";
import { AwsRequestError } from "../../errors.ts";
import { parseCleanupInput } from "../../events/cleanup-input.ts";
import type { CleanerContext } from "./context.ts";
import { Executions } from "./executions.ts";
import { imagesInProgress } from "./in-progress.ts";
import { type Removals, storePlan } from "./plan-file.ts";
import { surveyRegion } from "./survey.ts";

/**
 * Looks at all Regions and decides what goes. A Region that AWS does not let it look at keeps all it has and fails the run at its end; what may
 * be over in a moment fails the look as a whole, to be tried again.
 *
 * @param input the execution's input
 * @throws InvalidInputError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function findGarbage(input: unknown, context: CleanerContext): Promise<Removals> {
  const { dependencies, settings, log } = context;
  const rules = rulesOf(parseCleanupInput(input), settings);
  const question: Question = { rules, settings, now: dependencies.now() };
  const executions = new Executions(dependencies.sfn);
  let inProgress: Promise<ReadonlyMap<string, readonly Use[]>> | undefined;
  const shared = { executions, inProgress: () => (inProgress ??= imagesInProgress(context, executions)) };
  const decisions: RegionDecision[] = [];
  const failures: CleaningFailure[] = [];
  for (const region of cleanedRegions(settings)) {
    try {
      decisions.push(await surveyRegion(region, question, shared, context));
    } catch (error) {
      if (!(error instanceof AwsRequestError)) throw error;
      log.warn("A Region could not be looked at: all stays there", { region, error: error.message });
      failures.push({ id: region, error: error.name, reason: error.message });
    }
  }
  return storePlan(cleanupPlan(decisions, failures, question), context);
}
