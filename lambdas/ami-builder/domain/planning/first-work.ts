import type { Prepared } from "../../prepared.ts";
import { phases, type Work } from "../../shapes.ts";
import { firstImageSeconds, waiting } from "../polling.ts";
import { later } from "../moments.ts";

/** Where the work begins, and on what. */
export interface Start {
  readonly from: Work["from"];
  /** The image that is there already. */
  readonly image_id: string | null;
  /** The instance that the image is being made of. */
  readonly instance_id: string | null;
}

/** What decides the first work beside the prepared one. */
export interface FirstWorkInput {
  readonly start: Start;
  readonly outcome: Work["outcome"];
  readonly reason: string;
  /** Whether the image is booted before it is published. */
  readonly verify: boolean;
  readonly now: Date;
}

const firstPhases = {
  builder: phases.launch,
  image: phases.image,
  verifier: phases.verify,
  publishing: phases.publish,
  end: phases.plan,
} as const satisfies Record<Work["from"], string>;

/** The work as its first state gets it. */
export function firstWork(prepared: Prepared, { start, outcome, reason, verify, now }: FirstWorkInput): Work {
  const { kind, execution_id, id, attempt, template, architecture, region } = prepared;
  const ends_at = prepared.instance.expires_at;
  const deadline = later(now, prepared.image_timeout_minutes * 60);
  return {
    kind,
    execution_id,
    id,
    attempt,
    template,
    architecture,
    region,
    from: start.from,
    outcome,
    reason,
    phase: firstPhases[start.from],
    ends_at,
    deadline: deadline < ends_at ? deadline : ends_at,
    since: now.toISOString(),
    instance_id: start.instance_id,
    instance_ids: [],
    candidate: 0,
    on_demand: false,
    command: { index: 0, attempt: 0, id: null, sends: 0 },
    image_id: start.image_id,
    verify,
    regions: prepared.destinations.map((destination) => destination.region),
    together: prepared.publish_together,
    // An image that an earlier run began may be ready: it is looked at soon.
    check: waiting(start.from === "image" ? firstImageSeconds / 6 : 0),
  };
}
