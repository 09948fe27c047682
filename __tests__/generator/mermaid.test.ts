import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import DOMPurify from "dompurify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stateDiagram } from "../../generator/documents/state-diagram.ts";
import { everyState } from "./fixtures/every-state.ts";

// Others get them back as they were.
const original = Object.getOwnPropertyDescriptors(DOMPurify);
afterAll(() => {
  Object.defineProperties(DOMPurify, original);
});

/** Mermaid's own reader. It cleans labels with DOMPurify, which needs a browser; labels as they are do for a look at the graph. */
async function readMermaid() {
  Object.assign(DOMPurify, { addHook: () => undefined, sanitize: (text: string) => text });
  const { default: mermaid } = await import("mermaid");
  return mermaid;
}

let mermaid: Awaited<ReturnType<typeof readMermaid>>;
beforeAll(async () => {
  mermaid = await readMermaid();
});

/** What of a flowchart Mermaid has read. */
interface Flowchart {
  readonly getVertices: () => ReadonlyMap<string, unknown>;
  readonly getSubGraphs: () => readonly { readonly id: string; readonly nodes: readonly string[] }[];
  readonly getEdges: () => readonly { readonly start: string; readonly end: string; readonly stroke: string }[];
}

describe("Mermaid itself", () => {
  it("reads from the diagram the states and transitions of the definition", async () => {
    const text = stateDiagram(everyState);
    await mermaid.parse(text);
    // Only this shows what parse has read.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const graph = db as unknown as Flowchart;
    // The state named end has a number, for Mermaid has that word.
    expect(new Set(graph.getVertices().keys())).toEqual(
      new Set([
        ...["start", "state1", "state2", "Decide", "Nothing", "Done", "Failed", "Broken"],
        ...["Each", "Each_start", "Inner", "Inner_start", "Work", "Refused"],
      ]),
    );
    expect(graph.getSubGraphs().map(({ id, nodes }) => [id, [...nodes].sort()])).toEqual([
      ["Inner", ["Inner_start", "Work"]],
      ["Each", ["Each_start", "Inner", "Refused"]],
    ]);
    expect(
      graph
        .getEdges()
        .map(({ start, end, stroke }) => `${start} ${stroke} ${end}`)
        .sort(),
    ).toEqual(
      [
        "start normal state1",
        "state1 normal Decide",
        "state1 dotted state2",
        "state1 dotted Failed",
        "state2 normal state1",
        "Decide normal Each",
        "Decide normal Nothing",
        "Decide normal Broken",
        "Each normal Done",
        "Each dotted Failed",
        "Each_start normal Inner",
        "Inner_start normal Work",
        "Inner normal Refused",
        "Nothing normal Done",
      ].sort(),
    );
  });

  const documents = ["README.md", ...readdirSync("docs").map((name) => join("docs", name))].filter((path) =>
    path.endsWith(".md"),
  );
  const diagrams = documents.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/```mermaid\n(.*?)```/gs)].map(([, text = ""], index) => ({
      path,
      index,
      text,
    })),
  );

  it.each(diagrams)("reads diagram $index of $path", async ({ text }) => {
    await expect(mermaid.parse(text)).resolves.toMatchObject({ diagramType: expect.stringMatching(/./) as string });
  });
});
