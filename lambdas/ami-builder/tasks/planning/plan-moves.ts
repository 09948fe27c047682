import { latestChannel } from "../../contract.ts";
import type { Move } from "../../channel-shapes.ts";
import { InvalidInputError, InvalidTemplateError } from "../../errors.ts";
import type { Request } from "../../events/execution-input.ts";
import type { ReadTemplates } from "../../template/read.ts";
import { selectCells } from "../../template/select.ts";
import type { PlannerContext } from "./planner-context.ts";
import { loadTemplates } from "./read-templates.ts";

/** What the state machine goes on with: one move for each architecture and Region. */
export interface MovePlan {
  readonly mode: "promote" | "rollback";
  readonly dry_run: false;
  readonly moves: readonly Move[];
}

/**
 * Plans the moves of a channel.
 *
 * @throws InvalidInputError, InvalidTemplateError, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function planMoves(
  request: Extract<Request, { mode: "promote" | "rollback" }>,
  { bucket, settings }: PlannerContext,
): Promise<MovePlan> {
  const channels = [latestChannel, ...settings.channels];
  if (!channels.includes(request.channel)) {
    throw new InvalidInputError(
      `channel is ${JSON.stringify(request.channel)} but must be one of ${channels.join(", ")}: correct it, or add it to the input channels.`,
    );
  }
  return {
    mode: request.mode,
    dry_run: false,
    moves: movesOf(request, await loadTemplates(bucket, settings), settings.region),
  };
}

/** One move for each architecture and Region that is meant. */
export function movesOf(
  request: Extract<Request, { mode: "promote" | "rollback" }>,
  read: ReadTemplates,
  region: string,
): readonly Move[] {
  const { template, channel } = request;
  const promoted = request.mode === "promote" ? request : undefined;
  const architectures = promoted?.architecture === undefined ? undefined : [promoted.architecture];
  const { cells } = selectCells({ templates: [template], architectures, regions: promoted?.regions }, read, region);
  const wrong = read.wrong.get(template);
  if (wrong !== undefined) throw new InvalidTemplateError(wrong);
  if (promoted?.image_id !== undefined && new Set(cells.map(({ architecture }) => architecture)).size > 1) {
    throw new InvalidInputError(
      `image_id is one image, but ${template} has several architectures: add architecture, that of the image.`,
    );
  }
  const version = request.mode === "promote" ? request.version : request.to_version;
  return cells.flatMap(({ architecture, publish }) =>
    publish.map((target) => ({
      action: request.mode,
      template,
      architecture,
      region: target,
      channel,
      image_id: promoted?.image_id ?? null,
      version: version ?? null,
      reason: request.mode === "rollback" ? request.reason : "",
    })),
  );
}
