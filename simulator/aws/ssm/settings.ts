import type { Instance } from "../ec2/instances/instance.ts";
import { everythingSucceeds, type Runner } from "./commands/runner.ts";

/** How a command may get lost on its way. */
export type DeliveryFailure = "Undeliverable" | "DeliveryTimedOut";

/** What a scenario decides of Systems Manager. */
export interface SsmSettings {
  /** Whether somebody else is changing a parameter at this moment. */
  isBeingUpdated: (name: string, region: string) => boolean;
  /** Whether the agent is on an instance's disk. */
  hasAgent: (instance: Instance) => boolean;
  /** How long after a boot the agent registers, or is connected again. */
  agentSeconds: number;
  /** What commands do. */
  runner: Runner;
  /** What becomes of a command that does not reach its instance, by its comment. */
  deliveryFailure: (comment: string, instance: Instance) => DeliveryFailure | undefined;
}

/** Nothing special. */
export function defaultSettings(): SsmSettings {
  return {
    isBeingUpdated: () => false,
    hasAgent: () => true,
    agentSeconds: 40,
    runner: everythingSucceeds,
    deliveryFailure: () => undefined,
  };
}
