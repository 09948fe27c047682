import { ModuleError } from "../core/module-error.ts";
import { type Definition, isDistributed, type ItemProcessor, type StateDefinition } from "./definition.ts";
import { requireTargets } from "./targets.ts";

// Fields of the Amazon States Language (its specification, and the Step Functions Developer Guide by type of state) that the
// simulator runs. What is not here is refused, whatever it is.
const general = ["Type", "Comment", "QueryLanguage"];
const flow = ["Next", "End", "InputPath", "OutputPath"];
const errors = ["Retry", "Catch"];
const result = ["Parameters", "ResultSelector", "ResultPath"];

/** A field that may be a number or come by a path. */
const byPath = (...names: readonly string[]) => names.flatMap((name) => [name, `${name}Path`]);

const fieldsOfStates: Readonly<Record<string, readonly string[]>> = {
  Task: [...flow, ...errors, ...result, "Resource", ...byPath("TimeoutSeconds", "HeartbeatSeconds")],
  Pass: [...flow, "Result", "Parameters", "ResultPath"],
  Choice: ["InputPath", "OutputPath", "Choices", "Default"],
  Wait: [...flow, ...byPath("Seconds", "Timestamp")],
  Succeed: ["InputPath", "OutputPath"],
  Fail: byPath("Error", "Cause"),
  Parallel: [...flow, ...errors, ...result, "Branches"],
  Map: [
    ...flow,
    ...errors,
    ...result,
    ...["ItemProcessor", "Iterator", "ItemsPath", "ItemSelector", "Label"],
    ...byPath("MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"),
  ],
};

const fieldsOfMachines = ["Comment", "QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"];
const fieldsOfProcessors = ["Comment", "QueryLanguage", "StartAt", "States", "ProcessorConfig"];
const fieldsOfBranches = ["Comment", "QueryLanguage", "StartAt", "States"];
const fieldsOfRetriers = [
  ...["Comment", "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy"],
];
const fieldsOfCatchers = ["Comment", "ErrorEquals", "Next", "ResultPath"];
const fieldsOfRules = ["Comment", "Next", "And", "Or", "Not", "Variable"];
const comparison =
  /^(((String|Numeric|Timestamp)(Equals|(Less|Greater)Than(Equals)?)|BooleanEquals)(Path)?|StringMatches|Is(Null|Present|Numeric|String|Boolean|Timestamp))$/;

/** Fields that have one of a few values. */
const choices: Readonly<Record<string, readonly unknown[]>> = {
  QueryLanguage: ["JSONPath"],
  Version: ["1.0"],
  JitterStrategy: ["FULL", "NONE"],
  Mode: ["INLINE", "DISTRIBUTED"],
  ExecutionType: ["STANDARD"],
};

/**
 * Makes sure that nothing of a definition is passed over in silence.
 *
 * @throws ModuleError that names the state and what of it the simulator does not run
 */
export function refuseUnknown(definition: Definition): void {
  requireKnown("the state machine", definition, fieldsOfMachines);
  requireKnownStates("the state machine", definition);
}

function requireKnownStates(place: string, definition: Definition): void {
  for (const [name, state] of Object.entries(definition.States)) requireKnownState(name, state);
  requireTargets(place, definition);
}

function requireKnownState(name: string, state: StateDefinition): void {
  const fields = fieldsOfStates[state.Type];
  if (fields === undefined) {
    throw new ModuleError(
      `${name}: ${state.Type} is no type of state; use one of ${Object.keys(fieldsOfStates).join(", ")}.`,
    );
  }
  requireKnown(name, state, [...general, ...fields]);
  for (const retrier of state.Retry ?? []) requireKnown(`${name}: Retry`, retrier, fieldsOfRetriers);
  for (const catcher of state.Catch ?? []) requireKnown(`${name}: Catch`, catcher, fieldsOfCatchers);
  for (const rule of state.Choices ?? []) requireKnownRule(`${name}: Choices`, rule);
  for (const branch of state.Branches ?? []) {
    requireKnown(`${name}: Branches`, branch, fieldsOfBranches);
    requireKnownStates(name, branch);
  }
  const processor = state.ItemProcessor ?? state.Iterator;
  if (processor !== undefined) requireKnownProcessor(name, state, processor);
  else if (state.Type === "Map") throw new ModuleError(`${name}: a Map must have an ItemProcessor.`);
}

function requireKnownProcessor(name: string, state: StateDefinition, processor: ItemProcessor): void {
  requireKnown(`${name}: ItemProcessor`, processor, fieldsOfProcessors);
  requireKnown(`${name}: ProcessorConfig`, processor.ProcessorConfig ?? {}, ["Mode", "ExecutionType"]);
  const distributed = ["Label", ...byPath("ToleratedFailureCount", "ToleratedFailurePercentage")];
  const lonely = isDistributed(state) ? undefined : distributed.find((field) => field in state);
  if (lonely !== undefined) throw new ModuleError(`${name}: ${lonely} belongs to a map whose Mode is DISTRIBUTED.`);
  requireKnownStates(name, processor);
}

function requireKnownRule(place: string, rule: object): void {
  const { And = [], Or = [], Not } = rule as { And?: readonly object[]; Or?: readonly object[]; Not?: object };
  const fields = Object.keys(rule).filter((field) => !comparison.test(field));
  requireKnown(place, Object.fromEntries(fields.map((field) => [field, undefined])), fieldsOfRules);
  for (const inner of [...And, ...Or, ...(Not === undefined ? [] : [Not])]) requireKnownRule(place, inner);
}

function requireKnown(place: string, value: object, fields: readonly string[]): void {
  for (const [field, content] of Object.entries(value)) {
    if (!fields.includes(field)) throw new ModuleError(`${place}: the simulator knows no ${field}; leave it out.`);
    const allowed = choices[field];
    if (allowed !== undefined && content !== undefined && !allowed.includes(content)) {
      throw new ModuleError(`${place}: ${field} must be ${allowed.join(" or ")} here, not ${JSON.stringify(content)}.`);
    }
  }
}
