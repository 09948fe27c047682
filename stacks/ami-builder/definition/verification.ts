import { actions, instanceRoles } from "../../../lambdas/ami-builder/contract.ts";
import type { DefinitionInput } from "./functions.ts";
import { type ItemStates, itemTask, poll } from "./poll.ts";

/**
 * Boots the image as a second instance, tests it there, and ends that instance.
 *
 * @param name what the instance is called in the names of states, each of which is there once in a state machine: `Verifier`
 * @param next the state to go on with when all tests have passed
 */
export function verification({ functions }: DefinitionInput, states: ItemStates, name: string, next: string) {
  const { builder, checker } = functions;
  const more = { role: instanceRoles.verifier };
  return {
    ...poll(
      states,
      {
        act: `Launch${name}`,
        wait: `WaitFor${name}`,
        check: `Check${name}`,
        again: `NextCandidateOf${name}`,
        decide: `Is${name}Ready`,
      },
      { of: builder, action: actions.builder.launch, more },
      { of: checker, action: actions.checker.instance, more },
      `RunTestsOn${name}`,
    ),
    ...poll(
      states,
      {
        act: `RunTestsOn${name}`,
        wait: `WaitForTestsOn${name}`,
        check: `CheckTestsOn${name}`,
        again: `NextTestsOn${name}`,
        decide: `Is${name}Tested`,
        relaunch: `NextCandidateOf${name}`,
      },
      { of: builder, action: actions.builder.send, more },
      { of: checker, action: actions.checker.command, more },
      `Terminate${name}`,
    ),
    [`Terminate${name}`]: itemTask(states, { of: builder, action: actions.builder.terminate, more }, next),
  };
}
