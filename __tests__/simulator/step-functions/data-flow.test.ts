import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModuleError } from "../../../simulator/core/module-error.ts";
import { valueOf } from "../../../simulator/step-functions/data-flow.ts";
import { cases } from "../../support/length.ts";
import { run, sequence, task } from "./support.ts";

/** Goes to Yes or No. */
function choice(rule: object, input: unknown) {
  const States = {
    Ask: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
    Yes: { Type: "Pass", Result: "yes", End: true },
    No: { Type: "Pass", Result: "no", End: true },
  };
  return run({ StartAt: "Ask", States }, input);
}

describe("a Choice", () => {
  test.each([
    [{ Variable: "$.x", IsString: false }, { x: 1 }, "yes"],
    [{ Variable: "$.x", IsString: false }, { x: "a" }, "no"],
    [{ Variable: "$.x", IsPresent: false }, {}, "yes"],
    [{ Variable: "$.x", IsPresent: true }, { x: null }, "yes"],
    [{ Variable: "$.x", IsNull: false }, { x: 0 }, "yes"],
    [{ Variable: "$.x", IsTimestamp: true }, { x: "2026-01-01T00:00:00Z" }, "yes"],
    [{ Variable: "$.x", IsTimestamp: true }, { x: 5 }, "no"],
    [{ Variable: "$.x", NumericLessThan: 10 }, { x: "5" }, "no"],
    [{ Variable: "$.x", NumericLessThan: 10 }, { x: 5 }, "yes"],
    [{ Variable: "$.x", StringLessThan: "9" }, { x: 5 }, "no"],
    [{ Variable: "$.x", StringMatches: "a*" }, { x: 5 }, "no"],
    [{ Variable: "$.x", StringMatches: "a*z" }, { x: "a to z" }, "yes"],
    [{ Variable: "$.x", StringMatches: "what?" }, { x: "whats" }, "no"],
    [{ Variable: "$.x", StringMatches: "what?" }, { x: "what?" }, "yes"],
    [{ Variable: "$.x", BooleanEquals: false }, { x: false }, "yes"],
    [
      { Variable: "$.x", TimestampLessThanPath: "$.y" },
      { x: "2026-01-01T00:00:00Z", y: "2026-01-01T00:00:00+00:00" },
      "no",
    ],
    [{ Variable: "$.x", NumericEqualsPath: "$.y" }, { x: 2, y: 2 }, "yes"],
    [{ Not: { Variable: "$.x", StringEquals: "a" } }, { x: "b" }, "yes"],
    [
      {
        And: [
          { Variable: "$.x", IsPresent: true },
          { Variable: "$.x", NumericGreaterThan: 1 },
        ],
      },
      {},
      "no",
    ],
    [
      {
        Or: [
          { Variable: "$.x", IsPresent: false },
          { Variable: "$.x", NumericGreaterThan: 1 },
        ],
      },
      {},
      "yes",
    ],
    [{ Variable: "$$.Execution.Name", StringEquals: "run" }, {}, "yes"],
    [{ Variable: "$.x", StringMatches: "a\\*b*" }, { x: "a*b\nand more" }, "yes"],
    [{ Variable: "$.x", StringMatches: "a\\*b*" }, { x: "a to b" }, "no"],
    [{ Variable: "$.x", StringMatches: "(a|b).+" }, { x: "a.+" }, "no"],
    [{ Comment: "Is it there?", Variable: "$.x", IsNull: false }, { x: 0 }, "yes"],
    [{ Variable: "$['a name'].list[1]", NumericGreaterThanEquals: 2 }, { "a name": { list: [1, 2] } }, "yes"],
  ])("%j of %j is %s", async (rule, input, output) => {
    expect(await choice(rule, input)).toMatchObject({ status: "SUCCEEDED", output });
  });

  test("of a field that is not there fails, and nothing can catch it", async () => {
    const inner = {
      StartAt: "Ask",
      States: { Ask: { Type: "Choice", Choices: [{ Variable: "$.x", StringEquals: "a", Next: "Ask" }] } },
    };
    const Catch = [{ ErrorEquals: ["States.ALL", "States.Runtime"], Next: "Caught" }];
    const record = await run(
      sequence({ Both: { Type: "Parallel", Branches: [inner], Catch }, Caught: { Type: "Pass" } }),
    );
    expect(record).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("that compares with a value of another type fails", async () => {
    const rule = { Variable: "$.x", StringEqualsPath: "$.y" };
    expect(await choice(rule, { x: "a", y: 1 })).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });

  test("without a match and a default fails, and can be caught", async () => {
    const inner = {
      StartAt: "Ask",
      States: { Ask: { Type: "Choice", Choices: [{ Variable: "$.x", IsNull: true, Next: "Ask" }] } },
    };
    expect(await run(inner, { x: 1 })).toMatchObject({ status: "FAILED", error: "States.NoChoiceMatched" });
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Caught" }];
    const States = {
      Both: { Type: "Parallel", Branches: [inner], Catch, End: true },
      Caught: { Type: "Pass", Parameters: { "error.$": "$.Error" }, End: true },
    };
    expect(await run({ StartAt: "Both", States }, { x: 1 })).toMatchObject({
      output: { error: "States.NoChoiceMatched" },
    });
  });
});

test("the context object tells of execution, state machine, state and item, also within a map", async () => {
  const Parameters = {
    "id.$": "$$.Execution.Id",
    "input.$": "$$.Execution.Input",
    "started.$": "$$.Execution.StartTime",
    "entered.$": "$$.State.EnteredTime",
    "name.$": "States.Format('{} of {} ($$)', $$.State.Name, $$.StateMachine.Name)",
    "index.$": "$$.Map.Item.Index",
    "value.$": "$$.Map.Item.Value.v",
    text: "$$.Execution.Id",
  };
  const ItemProcessor = sequence({ Each: { Type: "Pass", Parameters } });
  const definition = sequence({
    Wait: { Type: "Wait", Seconds: 60 },
    All: { Type: "Map", ItemsPath: "$.list", ItemProcessor },
  });
  const input = { list: [{ v: "a" }, { v: "b" }] };
  const common = {
    id: "arn:aws:states:us-east-1:111122223333:execution:machine:run",
    input,
    started: "1970-01-01T00:00:00.000Z",
    entered: "1970-01-01T00:01:00.000Z",
    name: "Each of machine ($$)",
    text: "$$.Execution.Id",
  };
  expect((await run(definition, input)).output).toEqual([
    { ...common, index: 0, value: "a" },
    { ...common, index: 1, value: "b" },
  ]);
});

test("RetryCount counts the attempts of a visit", async () => {
  const Parameters = { "count.$": "$$.State.RetryCount" };
  const Retry = [{ ErrorEquals: ["States.TaskFailed"] }];
  const record = await run(
    sequence({ Work: { ...task, Parameters, Retry } }),
    {},
    {
      work: (event) => {
        if ((event as { count: number }).count < 2) throw new Error("again");
        return event;
      },
    },
  );
  expect(record).toMatchObject({ output: { count: 2 }, endedAt: 3_000 });
});

test.each([0, false, "", null, { a: [] }])("a Pass state gives %j", async (Result) => {
  expect((await run(sequence({ Give: { Type: "Pass", Result } }))).output).toEqual(Result);
});

test("paths, selectors and results", async () => {
  const Work = {
    ...task,
    InputPath: "$.inner",
    Parameters: { "list.$": "$.list", "second.$": "$.list[1]", "all.$": "$" },
    ResultSelector: { "sum.$": "States.MathAdd($.second, 1)" },
    ResultPath: "$.deep.result",
    OutputPath: "$.deep",
  };
  const input = { inner: { list: [1, 2] }, deep: { kept: true } };
  const work = (event: unknown) => ({ second: (event as { second: number }).second });
  expect((await run(sequence({ Work }), input, { work })).output).toEqual({ kept: true, result: { sum: 3 } });
  expect((await run(sequence({ Work: { ...task, ResultPath: null } }), input)).output).toEqual(input);
  expect((await run(sequence({ Work: { ...task, ResultPath: "$" } }), input, { work: () => 1 })).output).toBe(1);
  expect(await run(sequence({ Work: { ...task, Parameters: { "x.$": "$.absent" } } }))).toMatchObject({
    error: "States.Runtime",
  });
});

const input = { a: "x", json: '{"b":1}', list: [3, 1, 3], one: { a: 1, b: 1 }, two: { b: 2 } };

test.each([
  ["States.Format('{} \\'and\\' {}', $.a, 5)", "x 'and' 5"],
  ["States.Format('(a, b) {}', $.a)", "(a, b) x"],
  ["States.StringToJson($.json)", { b: 1 }],
  ["States.JsonToString($.list)", "[3,1,3]"],
  ["States.Array($.a, States.ArrayLength($.list))", ["x", 3]],
  ["States.ArrayUnique($.list)", [3, 1]],
  ["States.ArrayContains($.list, 1)", true],
  ["States.ArrayGetItem($.list, 1)", 1],
  ["States.ArrayPartition($.list, 2)", [[3, 1], [3]]],
  ["States.ArrayRange(1, 5, 2)", [1, 3, 5]],
  ["States.JsonMerge($.one, $.two, false)", { a: 1, b: 2 }],
  ["States.StringSplit('a.b,c', '.')", ["a", "b,c"]],
  ["States.StringSplit('a.,b,c', '.,')", ["a", "b", "c"]],
  ["States.Format('a) {}, \\{\\}', $.a)", "a) x, {}"],
  ["States.JsonToString($)", JSON.stringify(input)],
  ["States.Array('it\\'s', $.list[?(@ == 1)], $['list'][2], $.list[?(@ == 7)])", ["it's", [1], 3, []]],
  ["States.ArrayContains(States.Array(States.StringToJson($.json)), $.two)", false],
  ["States.ArrayUnique(States.Array($.one, $.one, null))", [{ a: 1, b: 1 }, null]],
  ["States.MathAdd(1.6, -1)", 1],
  ["States.Base64Decode(States.Base64Encode('ä€'))", "ä€"],
  ["States.Base64Encode($.a)", "eA=="],
  ["States.Hash($.a, 'SHA-256')", "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"],
])("%s", async (text, value) => {
  const record = await run(sequence({ Give: { Type: "Pass", Parameters: { "value.$": text } } }), input);
  expect(record).toMatchObject({ status: "SUCCEEDED", output: { value } });
});

test.each([
  ["States.Format('{} {}', $.a)", "States.Format has 2 times {} for 1 values."],
  ["States.Format('{}', $.list)", "States.Format fills in texts, numbers, true, false and null, not [3,1,3]."],
  ["States.Format('{}', $.absent)", "The path $.absent leads to nothing in the input."],
  ["States.StringToJson($.a)", 'States.StringToJson needs JSON, but is given "x".'],
  ["States.ArrayGetItem($.list, 3)", "States.ArrayGetItem finds no item 3 in a list of 3."],
  ["States.ArrayRange(1, 5000, 1)", "States.ArrayRange gives at most 1000 items, not 5000."],
  ["States.ArrayLength($.a)", 'States.ArrayLength needs a list as argument 1, but is given "x".'],
  ["States.ArrayLength($.list, 1)", "States.ArrayLength takes 1 arguments, but is given 2."],
  ["States.JsonMerge($.one, $.two, true)", "States.JsonMerge needs false as its third argument."],
  ["States.Base64Decode('?')", 'States.Base64Decode needs Base64, but is given "?".'],
  ["States.Hash($.a, 'MD4')", "States.Hash knows MD5, SHA-1, SHA-256, SHA-384, SHA-512, but not MD4."],
  ["States.Array(1", expect.stringContaining("cannot be read from character 15 on") as string],
  ["States.Array(1) + 1", expect.stringContaining("cannot be read from character 16 on") as string],
])("%s fails", async (text, cause) => {
  const record = await run(sequence({ Give: { Type: "Pass", Parameters: { "value.$": text } } }), input);
  expect(record).toMatchObject({ status: "FAILED", error: "States.Runtime", cause });
});

test("a function whose result differs from run to run is not simulated, which no Catch takes for an error of the execution", async () => {
  const give = {
    Type: "Parallel",
    Branches: [sequence({ Give: { Type: "Pass", Parameters: { "id.$": "States.UUID()" } } })],
  };
  const machine = sequence({ All: { ...give, Catch: [{ ErrorEquals: ["States.ALL"], Next: "All" }] } });
  await expect(run(machine, input)).rejects.toThrow(ModuleError);
});

test("what an intrinsic function is given comes back from its opposite", () => {
  const giveBack = (value: unknown, ...calls: readonly string[]) =>
    valueOf(
      calls.reduce((inner, name) => `States.${name}(${inner})`, "$.value"),
      { value },
      {},
    );
  fc.assert(
    fc.property(fc.jsonValue(), fc.string({ unit: "grapheme" }), (json, text) => {
      expect(giveBack(json, "JsonToString", "StringToJson")).toEqual(JSON.parse(JSON.stringify(json)));
      expect(giveBack(text, "Base64Encode", "Base64Decode")).toBe(text);
      expect(valueOf(`States.Format('{}', '${text.replaceAll(/[\\'{}]/g, "\\$&")}')`, {}, {})).toBe(text);
    }),
    { numRuns: cases(100, 10_000) },
  );
});

test.each([
  ["$['a name'].list[1]", { "a name": { list: [1, 2] } }, { "a name": { list: [1, "result"] } }],
  ["$.new.names", { kept: 1 }, { kept: 1, new: { names: "result" } }],
])("a result is put at %s", async (ResultPath, given, output) => {
  expect((await run(sequence({ Work: { ...task, ResultPath } }), given, { work: () => "result" })).output).toEqual(
    output,
  );
});

test.each([
  ["$.a.b", { a: "a text" }],
  ["$.list[1]", { list: [] }],
  ["$.a", ["a list"]],
])("a result cannot be put at %s of %j", async (ResultPath, given) => {
  const record = await run(sequence({ Work: { ...task, ResultPath } }), given);
  expect(record).toMatchObject({ status: "FAILED", error: "States.ResultPathMatchFailure" });
});

describe("a Wait", () => {
  test.each([
    [{ Seconds: 5 }, 5_000],
    [{ SecondsPath: "$.seconds" }, 90_000],
    [{ Timestamp: "1970-01-02T00:00:00Z" }, 86_400_000],
    [{ TimestampPath: "$.until" }, 3_600_000],
    [{ TimestampPath: "$.past" }, 0],
  ])("%j takes %i ms", async (wait, milliseconds) => {
    const input = { seconds: 90, until: "1970-01-01T02:00:00+01:00", past: "1969-01-01T00:00:00Z" };
    const record = await run(sequence({ Wait: { Type: "Wait", ...wait } }), input);
    expect(record).toMatchObject({ status: "SUCCEEDED", output: input, endedAt: milliseconds });
  });

  test.each([
    { SecondsPath: "$.text" },
    { SecondsPath: "$.minus" },
    { TimestampPath: "$.text" },
    { SecondsPath: "$.no" },
  ])("%j fails", async (wait) => {
    const record = await run(sequence({ Wait: { Type: "Wait", ...wait } }), { text: "soon", minus: -1 });
    expect(record).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });
});

test("a Fail state takes error and cause by path, and by intrinsic function", async () => {
  const input = { error: "Refused", reason: "too late" };
  const byPath = { Type: "Fail", ErrorPath: "$.error", CausePath: "States.Format('{}: {}', $.error, $.reason)" };
  expect(await run(sequence({ No: byPath }), input)).toMatchObject({
    status: "FAILED",
    error: "Refused",
    cause: "Refused: too late",
  });
  expect(await run(sequence({ No: { ...byPath, ErrorPath: "$.absent" } }), input)).toMatchObject({
    error: "States.Runtime",
  });
  expect(await run(sequence({ No: { ...byPath, CausePath: "$" } }), input)).toMatchObject({ error: "States.Runtime" });
});
