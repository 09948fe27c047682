/** The names that the stack and the function share: whoever changes one here changes both sides. */

/** What the function is asked to do: the field `action` of its event. */
export const actions = { find: "find", remove: "remove", report: "report" } as const;

/** Environment variables of the function. */
export const environmentNames = { kinds: "KINDS" } as const;

/** The tag of images and their snapshots that names their kind. What has none is left alone. */
export const kindTag = "SweepKind";

/** How an event on the bus asks for a sweep. */
export const sweepRequested = "Sweep Requested";
