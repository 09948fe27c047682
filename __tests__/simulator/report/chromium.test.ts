import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../../simulator/report/html.ts";
import { sampleRecord } from "./record.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const browser = names.find((name) => spawnSync(name, ["--version"]).status === 0);
const isMissing = browser === undefined;

if (isMissing && process.env["CI"]) {
  test("Chromium is installed in CI", () => {
    throw new Error(`None of ${names.join(", ")} is installed, so nobody looked at the report.`);
  });
}

/** What the test's own script measures in the page. */
interface Measures {
  readonly overflow: boolean;
  readonly rows: { readonly top: number; readonly bars: { readonly left: number; readonly width: number }[] }[];
  readonly requests: number;
  readonly background: string;
}

const script = `<script>
  addEventListener("load", () => {
    const rows = [...document.querySelectorAll("[role=listitem] .row")].map((row) => ({
      top: row.getBoundingClientRect().top,
      bars: [...row.querySelectorAll(".bar")].map((bar) => {
        const { left, width } = bar.getBoundingClientRect();
        return { left, width };
      }),
    }));
    const overflow = document.documentElement.scrollWidth > innerWidth;
    const requests = performance.getEntriesByType("resource").length;
    const background = getComputedStyle(document.body).backgroundColor;
    document.body.innerHTML = "<pre>" + JSON.stringify({ overflow, rows, requests, background }) + "</pre>";
  });
</script>`;

describe.skipIf(isMissing)(
  isMissing ? "the report in a browser (skipped: no Chromium is installed)" : "the report in Chromium",
  () => {
    let folder = "";

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "report-"));
      writeFileSync(join(folder, "report.html"), renderHtml(sampleRecord()).replace("</body>", `${script}</body>`));
    });

    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    function measure(width: number, ...more: readonly string[]): Measures {
      const options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
      ];
      const page = execFileSync(
        browser ?? "",
        [
          ...options,
          `--user-data-dir=${join(folder, "profile")}`,
          `--window-size=${width},1000`,
          ...more,
          "--dump-dom",
          pathToFileURL(join(folder, "report.html")).href,
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      );
      return JSON.parse(/<pre>(.*)<\/pre>/.exec(page)?.[1] ?? "") as Measures;
    }

    test.each([500, 1_400])(
      "%i pixels wide: rows below one another, bars where their time is, nothing beyond the edge",
      (width) => {
        const { overflow, rows, requests } = measure(width);
        expect([overflow, requests]).toEqual([false, 0]);
        expect(rows).toHaveLength(10);
        expect(rows.map(({ top }) => top)).toEqual(rows.map(({ top }) => top).sort((left, right) => left - right));
        const [queued, copying, waiting] = rows[5]?.bars ?? [];
        expect(copying?.left).toBeCloseTo((queued?.left ?? 0) + (queued?.width ?? 0), 0);
        expect((copying?.width ?? 0) / (waiting?.width ?? 1)).toBeCloseTo(14, 0);
      },
    );

    test("follows the reader's colour scheme", () => {
      const light = measure(1_000).background;
      const dark = measure(1_000, "--blink-settings=preferredColorScheme=0").background;
      expect([light, dark]).toEqual(["rgb(255, 255, 255)", "rgb(20, 23, 28)"]);
    });
  },
);
