import { describe, expect, test } from "vitest";
import { readStateMachines } from "../../../simulator/aws/states/resources.ts";
import type { Definition } from "../../../simulator/step-functions/definition.ts";
import { refuseUnknown } from "../../../simulator/step-functions/understood.ts";
import { everyState } from "../../generator/fixtures/every-state.ts";

const check = (definition: object) => {
  refuseUnknown(definition as Definition);
};
const work = { Type: "Task", Resource: "arn", End: true };
const inner = { StartAt: "Work", States: { Work: work } };
const machine = (state: object) => ({ StartAt: "State", States: { State: state } });
const map = (processor: object, more: object = {}) =>
  machine({ Type: "Map", ItemProcessor: { ...inner, ...processor }, End: true, ...more });

test("what is understood passes", () => {
  check(everyState);
  check({ Comment: "a", Version: "1.0", QueryLanguage: "JSONPath", TimeoutSeconds: 60, ...inner });
  check(map({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } }, { Label: "Waves" }));
});

describe("whatever is not is refused by its name and place", () => {
  test.each<[object, string]>([
    [{ ...inner, Colour: 1 }, "the state machine: the simulator knows no Colour; leave it out."],
    [{ ...inner, QueryLanguage: "JSONata" }, 'the state machine: QueryLanguage must be JSONPath here, not "JSONata".'],
    [machine({ Type: "Loop" }), "State: Loop is no type of state; use one of Task, Pass,"],
    [machine({ ...work, Colour: 1 }), "State: the simulator knows no Colour"],
    [machine({ ...work, Credentials: {} }), "State: the simulator knows no Credentials"],
    [machine({ Type: "Wait", Seconds: 1, Retry: [], End: true }), "State: the simulator knows no Retry"],
    [machine({ Type: "Choice", Choices: [], Next: "Work" }), "State: the simulator knows no Next"],
    [machine({ ...work, Retry: [{ ErrorEquals: [], Jitter: 1 }] }), "State: Retry: the simulator knows no Jitter"],
    [
      machine({ ...work, Retry: [{ ErrorEquals: [], JitterStrategy: "HALF" }] }),
      'State: Retry: JitterStrategy must be FULL or NONE here, not "HALF".',
    ],
    [machine({ ...work, Catch: [{ ErrorEquals: [], Output: {} }] }), "State: Catch: the simulator knows no Output"],
    [
      machine({ Type: "Choice", Choices: [{ Not: { Variable: "$.a", StringLike: "b" }, Next: "c" }] }),
      "State: Choices: the simulator knows no StringLike",
    ],
    [
      map({ ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } }),
      'State: ProcessorConfig: ExecutionType must be STANDARD here, not "EXPRESS".',
    ],
    [map({ ProcessorConfig: { Mode: "BATCHED" } }), "State: ProcessorConfig: Mode must be INLINE or DISTRIBUTED"],
    [map({ StartAt: "Rest" }), "State: StartAt names Rest, but its states are Work."],
    [{ ...inner, StartAt: "Rest" }, "the state machine: StartAt names Rest, but its states are Work."],
    [machine({ Type: "Pass", Next: "Rest" }), "State: Next names Rest, but the states beside it are State."],
    [
      machine({ ...work, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Rest" }] }),
      "State: Next names Rest, but the states beside it are State.",
    ],
    [
      machine({ Type: "Choice", Choices: [{ Variable: "$.a", IsNull: true, Next: "Rest" }], Default: "State" }),
      "State: Next names Rest, but the states beside it are State.",
    ],
    [machine({ Type: "Map", End: true }), "State: a Map must have an ItemProcessor."],
    [map({}, { ItemReader: {} }), "State: the simulator knows no ItemReader"],
    [map({}, { ToleratedFailureCount: 1 }), "State: ToleratedFailureCount belongs to a map whose Mode is DISTRIBUTED."],
    [map({ States: { Work: { ...work, Assign: {} } } }), "Work: the simulator knows no Assign"],
    [
      machine({ Type: "Parallel", Branches: [{ ...inner, TimeoutSeconds: 1 }], End: true }),
      "State: Branches: the simulator knows no TimeoutSeconds",
    ],
  ])("%j", (definition, message) => {
    expect(() => {
      check(definition);
    }).toThrow(message);
  });
});

test("an express workflow is refused", () => {
  const resource = {
    address: "aws_sfn_state_machine.quick",
    type: "aws_sfn_state_machine",
    values: { arn: "arn", name: "quick", role_arn: "role", definition: "{}", type: "EXPRESS" },
  };
  expect(() => readStateMachines({ resources: () => [resource], inputs: [], outputs: {} })).toThrow(
    "aws_sfn_state_machine.quick: only state machines of the type STANDARD are simulated, not EXPRESS",
  );
});
