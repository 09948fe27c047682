import { expect, test } from "vitest";
import * as z from "zod";
import { tableOf } from "../../bench/simulations.ts";
import { summaryText } from "../../simulator/cli/summary.ts";
import { costItem } from "../../simulator/report/cost.ts";
import { renderHtml } from "../../simulator/report/html.ts";
import { html } from "../../simulator/report/markup.ts";
import { timeline } from "../../simulator/report/timeline.ts";
import { findModule, moduleNames, UnknownModuleError } from "../../simulator/modules/find-module.ts";
import type { ItemProgress, SimulatedModule, World } from "../../simulator/modules/simulated-module.ts";
import { moduleReference } from "../../simulator/scenario/reference.ts";
import { parseScenario, ScenarioError } from "../../simulator/scenario/schema.ts";
import { simulate } from "../../simulator/simulation.ts";

interface Visits {
  readonly visits: readonly { readonly state: string; readonly at: number }[];
}

/** Another view of the same workflow: its items are states, and it knows neither images nor Red Hat. */
const states: SimulatedModule<{ readonly greeting: string }, Visits> = {
  name: "states",
  folder: "",
  fields: z.strictObject({ greeting: z.string().default("hello").describe("What it says") }),
  entries: {},
  names: {},
  options: [],
  hosts: [{ name: "page.example", operations: ["get", "put"] }],
  duration: () => 0,
  open: ({ variables, greeting }): World<Visits> => ({
    variables: { name_prefix: greeting, ...variables },
    remarks: ["hello was made up"],
    keyIds: [],
    hosts: [],
    prepare: () => Promise.resolve(),
    follow: (account, startedAt) => {
      const visits: { state: string; at: number }[] = [];
      return {
        observe: ({ type, state }) => {
          if (type === "StateEntered") visits.push({ state: state?.name ?? "", at: account.clock.now - startedAt });
        },
        items: () => visits.map(({ state }) => ({ id: state, name: `state ${state}`, phase: "entered", share: 1 })),
        part: () => ({ visits }),
      };
    },
  }),
  summary: {
    execution: () => ({ lines: ["it ended well"], failures: [] }),
    end: ({ visits }) => [`${visits.length} states were entered.`],
  },
  report: {
    headline: ({ visits }) => `states: ${visits.length}`,
    items: ({ visits, endedAt }) =>
      timeline(
        visits.map(({ state, at }) => ({
          id: state,
          name: state,
          phases: [{ phase: "entered" as const, from: at, to: endedAt }],
          outcome: "left" as const,
        })),
        {
          noun: "state",
          phases: { entered: { meaning: "it runs", colour: "teal" } },
          outcomes: { left: { meaning: "it is over", tone: "good" } },
        },
        endedAt,
      ),
    end: () => html`<h2 id="end">The end</h2>`,
  },
  cost: ({ visits }) => ({
    run: [costItem({ item: "Visits", unit: "visit", price: 0.5 }, visits.length)],
    monthly: [],
    note: "Visits are dear.",
  }),
  bench: { zipGoals: { others: 1 }, introduction: "", figures: {}, situations: {}, count: () => ({}) },
};

test("a module shows its own items, and the simulator asks for no others", async () => {
  const seen: (readonly ItemProgress[])[] = [];
  const scenario = parseScenario(states, { greeting: "gold" });
  const record = await simulate(states, scenario, { progress: (items) => seen.push(items()) });
  expect(record.executions).toMatchObject([{ name: "run-1", status: "SUCCEEDED" }]);
  expect(record.invocations[0]?.functionName).toBe("gold-ami-copier-initiator");
  expect([record.faults, record.remarks]).toEqual([[], ["hello was made up"]]);
  expect(record.visits[0]).toEqual({ state: "DiscoverAMIs", at: 0 });
  expect(seen.at(-1)).toHaveLength(record.visits.length);
  expect(seen.at(-1)?.[0]).toEqual({ id: "DiscoverAMIs", name: "state DiscoverAMIs", phase: "entered", share: 1 });

  const text = summaryText(states, record);
  expect(text).toMatch(/^run-1: SUCCEEDED .*\n {2}it ended well\n/);
  expect(text).toContain(`\n\n${record.visits.length} states were entered.`);

  const page = renderHtml(states, record).replaceAll(/\s+/g, " ");
  expect(page).toContain("<h1>Simulation of states</h1>");
  expect(page).toContain(`of virtual time; states: ${record.visits.length}`);
  expect(page.match(/class="bar teal"/g)).toHaveLength(record.visits.length);
  expect(page).toContain(`${record.visits.length} visits`);
  expect(page).toContain("Visits are dear.");
  expect(page).not.toContain("every month");
  expect(page.indexOf("The end")).toBeGreaterThan(page.indexOf("API calls"));
});

test("a scenario has the module's fields and hosts, and those of no other module", () => {
  expect(parseScenario(states, { faults: [{ kind: "drop", service: "page.example" }] })).toMatchObject({
    greeting: "hello",
    region: "us-east-1",
    seed: 1,
  });
  expect(() => parseScenario(states, { images: 2 })).toThrow(ScenarioError);
  expect(() => parseScenario(states, { faults: [{ kind: "drop", service: "redhat" }] })).toThrow(
    /^faults\[0\]\.service must be one of .*page\.example, but is "redhat"$/,
  );
  expect(moduleReference(states)).toContain("| `greeting` | What it says | text | `hello` |");
});

test("modules are found by their folders", async () => {
  expect(moduleNames()).toContain("ami-copier");
  for (const name of moduleNames()) expect((await findModule(name)).name).toBe(name);
  await expect(findModule("../modules/ami-copier")).rejects.toThrow(UnknownModuleError);
});

test("the bench shows a module beside any number of others, and says which goals are missed", () => {
  const figures = { calls: { label: "calls", digits: 0 }, minutes: { label: "minutes", digits: 1 } };
  const references = { original: { calls: 20, minutes: 4 }, "lower bound": { calls: 5 } };
  const table = tableOf("one", { scenario: {}, references, goals: { calls: 9, minutes: 2 } }, figures, {
    calls: 10,
    minutes: 2,
  });
  expect(table.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
    ["one", "original", "lower bound", "this module", "of original", "of lower bound", "goal"],
    ["calls", "20", "5", "10", "0.50", "2.00", "at most 9: NOT met"],
    ["minutes", "4.0", "-", "2.0", "0.50", "at most 2: met"],
  ]);
});
