/** A state machine in the Amazon States Language, as far as it is read here. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
}

interface StateDefinition {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly object[];
  readonly ItemProcessor?: Definition & { readonly ProcessorConfig?: { readonly Mode?: string } };
}

/** What runs in executions of its own. */
export interface DistributedStates {
  /** Names of the distributed maps. */
  readonly maps: ReadonlySet<string>;
  /** Names of the states within them. */
  readonly states: ReadonlySet<string>;
}

/** Lists all states of a definition with their names, those within maps too. */
export function listStates(definition: Definition): readonly (readonly [name: string, state: StateDefinition])[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    [name, state] as const,
    ...(state.ItemProcessor === undefined ? [] : listStates(state.ItemProcessor)),
  ]);
}

/** Finds the distributed maps and what runs in them. */
export function findDistributed(definition: Definition): DistributedStates {
  const maps = listStates(definition).filter(
    ([, { ItemProcessor }]) => ItemProcessor?.ProcessorConfig?.Mode === "DISTRIBUTED",
  );
  const states = maps.flatMap(([, { ItemProcessor }]) =>
    ItemProcessor === undefined ? [] : listStates(ItemProcessor),
  );
  return { maps: new Set(maps.map(([name]) => name)), states: new Set(states.map(([name]) => name)) };
}

/**
 * Takes the jitter out of all retries, so that a simulation comes out the same in every run. What remains is the longest
 * delay that AWS can choose.
 */
export function withoutJitter(definition: Definition): Definition {
  return JSON.parse(
    JSON.stringify(definition, (key, value: unknown) => (key === "JitterStrategy" ? undefined : value)),
  ) as Definition;
}
