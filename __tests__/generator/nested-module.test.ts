import { describe, expect, it } from "vitest";
import { render } from "../../generator/render.ts";
import { modules } from "../../main.ts";
import { sample } from "./fixtures/sample.ts";

describe("a second module", () => {
  it("stands in a folder of its own and changes nothing of the first", async () => {
    const alone = await render(modules, process.cwd());
    const both = await render([...modules, sample], process.cwd());
    const nested = "dist-module/modules/sample/";
    expect([...both.keys()].filter((path) => path.startsWith(nested)).map((path) => path.slice(nested.length))).toEqual(
      [
        "functions.tf",
        "main.tf",
        "outputs.tf",
        "things.tf",
        "variables.tf",
        "versions.tf",
        "lambdas/handler.zip",
        "README.md",
      ],
    );
    expect(new Map([...both].filter(([path]) => !path.startsWith(nested)))).toEqual(alone);
  });
});
