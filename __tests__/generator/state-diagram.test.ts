import { describe, expect, it } from "vitest";
import { choiceLabel } from "../../generator/documents/choice-label.ts";
import { stateDiagram } from "../../generator/documents/state-diagram.ts";
import { everyState } from "./fixtures/every-state.ts";

describe("the diagram of a state machine", () => {
  it("has every state in its form, choices with conditions, maps with what is inside, errors dashed, and the ends that fail", async () => {
    await expect(`${stateDiagram(everyState)}\n`).toMatchFileSnapshot("snapshots/every-state.mmd");
  });

  it("does not come out for a transition to a state that is not there", () => {
    const definition = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } };
    expect(() => stateDiagram(definition)).toThrow(/no state named B/);
  });

  it("does not come out for a state that it cannot draw", () => {
    expect(() => stateDiagram({ StartAt: "A", States: { A: { Type: "Parallel" } } })).toThrow(/Type/);
  });
});

describe("the label of a choice", () => {
  it.each([
    [{ Variable: "$.a.b.count", NumericGreaterThan: 0 }, "b.count > 0"],
    [{ Variable: "$.count", NumericLessThanEquals: "${var.limit}" }, "count <= var.limit"],
    [{ Variable: "$.count", NumericLessThanPath: "$.wave.limit" }, "count < wave.limit"],
    [{ Variable: "$.status", StringEquals: "done" }, "status = done"],
    [{ Variable: "$.status", StringMatches: "d*" }, "status matches d*"],
    [{ Variable: "$.ready", BooleanEquals: true }, "ready"],
    [{ Variable: "$.ready", BooleanEquals: false }, "not ready"],
    [{ Variable: "$.token", IsPresent: true }, "token is present"],
    [{ Variable: "$.token", IsNull: false }, "token is not null"],
    [
      { Variable: "$$.State.EnteredTime", TimestampGreaterThanEquals: "2026-01-01T00:00:00Z" },
      "State.EnteredTime >= 2026-01-01T00:00:00Z",
    ],
    [
      {
        And: [
          { Variable: "$.a", IsPresent: true },
          { Or: [{ Variable: "$.a", StringEquals: "x" }, { Not: { Variable: "$.b", BooleanEquals: true } }] },
        ],
      },
      "a is present and (a = x or not b)",
    ],
  ])("%j is %s", (choice, label) => {
    expect(choiceLabel({ ...choice, Next: "There" })).toBe(label);
  });

  it("is cut where it is too long for an arrow", () => {
    expect(choiceLabel({ Variable: "$.text", StringEquals: "x".repeat(100) })).toMatch(/^text = x{52}…$/);
  });

  it("does not come out for an operator that the language does not have", () => {
    expect(() => choiceLabel({ Variable: "$.a", NumericIsOdd: true })).toThrow(/NumericIsOdd/);
  });
});
