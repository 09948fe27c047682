import type { Call, Fault } from "./calls.ts";
import { usual } from "./templates.ts";
import { World, type WorldOptions } from "./world.ts";

/** What may happen to a process, or its answer, at a call. */
export const mishaps = ["kill before", "kill after", "lose answer"] as const satisfies readonly Fault[];
export type Mishap = (typeof mishaps)[number];

/** Whether a call changes anything. */
export function isMutating({ operation }: Pick<Call, "operation">): boolean {
  return !/^(Describe|Get|List|Head)/.test(operation);
}

/** A world with an ordinary day's speed, but for what only waits. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const world = await World.open({ ...usual, ...options });
  Object.assign(world.account.ec2.settings, { imageMinutes: 2, copyMinutes: 2 });
  return world;
}

/**
 * Lets something happen at the n-th call that changes anything, and at no other.
 *
 * @param position from 1 on
 * @returns whether it has happened, and at which call
 */
export function mishapAt(world: World, mishap: Fault, position: number, of = isMutating) {
  const happened: { call: Call | undefined } = { call: undefined };
  let left = position;
  world.fault = (call) => {
    if (!of(call) || happened.call !== undefined) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    happened.call = call;
    return mishap;
  };
  return happened;
}

/** How often executions call what changes something, when nothing goes wrong. */
export async function countCalls(run: (world: World) => Promise<unknown>, options: WorldOptions = {}): Promise<number> {
  const world = await openWorld(options);
  await run(world);
  await world.close();
  return world.calls.filter(isMutating).length;
}

/**
 * Tries something in many worlds, and names all in which it failed, not the first alone.
 *
 * @param cases what differs between the worlds
 * @param attempt throws what was not as expected
 */
export async function inEach<Case>(cases: readonly Case[], attempt: (one: Case) => Promise<void>): Promise<void> {
  const problems: string[] = [];
  for (const one of cases) {
    await attempt(one).catch((error: unknown) => {
      problems.push(error instanceof Error ? error.message : String(error));
    });
  }
  if (problems.length > 0) throw new Error(`${problems.length} of ${cases.length}:\n${problems.join("\n\n")}`);
}
