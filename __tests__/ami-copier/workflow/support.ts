import type { amiCopierDefinition, DefinitionInput } from "../../../stacks/ami-copier/definition.ts";

/** What is tried again, with every number given. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
}

/** What the tests look at in a state of the Amazon States Language. */
export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly MaxConcurrency?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly ItemProcessor?: StateMachine;
}

interface StateMachine {
  readonly States: Readonly<Record<string, State>>;
}

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:rhel-ami-copier-${name}`;

/** A definition like the module's, with its default wait. */
export const definitionInput: DefinitionInput = {
  initiatorArn: functionArn("initiator"),
  statusCheckerArn: functionArn("status-checker"),
  finalizerArn: functionArn("finalizer"),
  waitSeconds: 300,
  tags: JSON.stringify({ Environment: "test" }),
};

/** All states of a definition with their names, those within maps too. */
export function allStates(definition: ReturnType<typeof amiCopierDefinition>): [string, State][] {
  const collect = (machine: StateMachine): [string, State][] =>
    Object.entries(machine.States).flatMap(([name, state]) => [
      [name, state] as [string, State],
      ...(state.ItemProcessor === undefined ? [] : collect(state.ItemProcessor)),
    ]);
  // The definition's own type is exact to the letter; the tests want it as data.
  return collect(JSON.parse(JSON.stringify(definition)) as StateMachine);
}
