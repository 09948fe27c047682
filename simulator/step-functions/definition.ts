/** A state machine in the Amazon States Language, as far as it is read here. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly TimeoutSeconds?: number;
}

/** A state. Which fields belong to which type is the Amazon States Language's matter; a validator checks it in the modules' tests. */
export interface StateDefinition {
  readonly Type: string;
  readonly Next?: string;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly ResultPath?: string | null;
  readonly Parameters?: unknown;
  readonly ResultSelector?: unknown;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
  readonly Result?: unknown;
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
  readonly Branches?: readonly Definition[];
  readonly ItemProcessor?: ItemProcessor;
  readonly Iterator?: ItemProcessor;
  readonly ItemsPath?: string;
  readonly ItemSelector?: unknown;
  readonly MaxConcurrency?: number;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: number;
  readonly ToleratedFailureCountPath?: string;
  readonly ToleratedFailurePercentage?: number;
  readonly ToleratedFailurePercentagePath?: string;
  readonly Label?: string;
}

/** What a map runs for each item. */
export type ItemProcessor = Definition & { readonly ProcessorConfig?: { readonly Mode?: string } };

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: string;
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

/** A rule of a Choice state: a comparison, or And, Or, Not of such. */
export interface ChoiceRule {
  readonly Next?: string;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly Variable?: string;
  readonly [comparison: string]: unknown;
}

/** Lists all states of a definition with their names, those within maps and branches too. */
export function listStates(definition: Definition): readonly (readonly [name: string, state: StateDefinition])[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...[...(state.Branches ?? []), ...processorsOf(state)].flatMap(listStates),
  ]);
}

function processorsOf({ ItemProcessor, Iterator }: StateDefinition): readonly Definition[] {
  return [ItemProcessor, Iterator].filter((processor) => processor !== undefined);
}

/** Whether a map runs each item in an execution of its own. */
export function isDistributed({ ItemProcessor }: StateDefinition): boolean {
  return ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED";
}
