import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import type { ImageRecord } from "../../../simulator/modules/ami-copier/record.ts";
import { renderHtml } from "../../../simulator/report/html.ts";
import { tellSkipped } from "../../support/skipped.ts";
import { sampleRecord } from "./record.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const browser = names.find((name) => spawnSync(name, ["--version"]).status === 0);
const isMissing = browser === undefined;

if (isMissing) tellSkipped("the report in a browser", `none of ${names.join(", ")} is installed`);

if (isMissing && process.env["CI"]) {
  test("Chromium is installed in CI", () => {
    throw new Error(`None of ${names.join(", ")} is installed, so nobody looked at the report.`);
  });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What the test's own script measures in the page. */
interface Measures {
  readonly width: number;
  readonly overflow: boolean;
  readonly rows: {
    readonly row: Box;
    readonly name: Box;
    readonly track: Box;
    readonly bars: readonly Box[];
    /** Texts that are to be seen in bars. */
    readonly labels: readonly string[];
  }[];
  readonly requests: number;
  readonly background: string;
  /** Titles of the tables that scroll, and of those that say so. */
  readonly scrolling: readonly string[];
  readonly hinting: readonly string[];
}

const script = `<script>
  addEventListener("load", () => {
    const box = (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    };
    const isSeen = (element) => element.getClientRects().length > 0;
    const rows = [...document.querySelectorAll("[role=listitem] .row")].map((row) => ({
      row: box(row),
      name: box(row.querySelector(".name")),
      track: box(row.querySelector(".track")),
      bars: [...row.querySelectorAll(".bar")].map(box),
      labels: [...row.querySelectorAll(".bar span")].filter(isSeen).map((label) => label.textContent),
    }));
    const overflow = document.documentElement.scrollWidth > innerWidth;
    const requests = performance.getEntriesByType("resource").length;
    const background = getComputedStyle(document.body).backgroundColor;
    const titleOf = (table) => table.getAttribute("aria-labelledby");
    const tables = [...document.querySelectorAll(".scroll")];
    const scrolling = tables.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(titleOf);
    const isHinting = (table) => table.querySelector(".hint").getBoundingClientRect().height > 12;
    const send = () => {
      const hinting = tables.filter(isHinting).map(titleOf);
      parent.postMessage({ width: innerWidth, overflow, rows, requests, background, scrolling, hinting }, "*");
    };
    // Scroll timelines are there from the next frame on.
    setTimeout(send, 500);
  });
</script>`;

/** A page with the report in a frame: a window is never as narrow as a telephone. */
function frame(width: number): string {
  return `<!doctype html>
    <iframe src="report.html" style="width:${width}px;height:1000px;border:0"></iframe>
    <script>
      addEventListener("message", ({ data }) => {
        const result = document.createElement("pre");
        result.textContent = JSON.stringify(data);
        document.body.append(result);
      });
    </script>`;
}

function imageLike(image: ImageRecord | undefined, more: Partial<ImageRecord>): ImageRecord {
  if (image === undefined) throw new Error("the sample has no such image");
  return { ...image, ...more };
}

describe.skipIf(isMissing)(
  isMissing ? "the report in a browser (skipped: no Chromium is installed)" : "the report in Chromium",
  () => {
    let folder = "";

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "report-"));
      const { images } = sampleRecord();
      const record = sampleRecord({
        images: [
          // Names may be long and without a place to break.
          imageLike(images[0], { name: "x".repeat(128) }),
          ...images.slice(1),
          // What takes no time may be at the very end.
          imageLike(images[0], { phases: [{ phase: "finalizing", from: 62 * 60_000, to: 62 * 60_000 }] }),
        ],
      });
      writeFileSync(join(folder, "report.html"), renderHtml(amiCopier, record).replace("</body>", `${script}</body>`));
    });

    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    function measure(width: number, ...more: readonly string[]): Measures {
      writeFileSync(join(folder, "frame.html"), frame(width));
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
          `--window-size=${width + 100},1100`,
          "--virtual-time-budget=10000",
          ...more,
          "--dump-dom",
          pathToFileURL(join(folder, "frame.html")).href,
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
      );
      return JSON.parse(/<pre>(.*)<\/pre>/.exec(page)?.[1] ?? "") as Measures;
    }

    describe.each([360, 700, 1_400])("%i pixels wide", (width) => {
      let measures: Measures;

      beforeAll(() => {
        measures = measure(width);
      });

      test("nothing stands beyond the edge, and nothing is loaded", () => {
        expect(measures).toMatchObject({ width, overflow: false, requests: 0 });
      });

      test("rows stand below one another", () => {
        expect(measures.rows).toHaveLength(11);
        const edges = measures.rows.flatMap(({ row }) => [row.top, row.bottom]);
        expect(edges).toEqual(edges.toSorted((left, right) => left - right));
        expect(measures.rows.every(({ name, row }) => name.right <= row.right)).toBe(true);
      });

      test("bars are where their time is", () => {
        const { track, bars } = measures.rows.find((row) => row.bars.length === 4) ?? {
          track: { left: 0, right: 0 },
          bars: [],
        };
        const length = track.right - track.left;
        expect(length).toBeGreaterThan(200);
        // Queued for 31 minutes of 62, copying for 28, waiting for 2, finalizing for 1.
        const ends = bars.map(({ right }) => ((right - track.left) / length) * 62);
        for (const [index, minute] of [31, 59, 61, 62].entries()) expect(ends[index]).toBeCloseTo(minute, 0);
      });

      test("bars are visible and stay in their track", () => {
        for (const { track, bars } of measures.rows) {
          for (const bar of bars) {
            expect(bar.right - bar.left).toBeGreaterThanOrEqual(5.9);
            expect(bar.bottom - bar.top).toBeGreaterThan(10);
            expect(bar.left).toBeGreaterThanOrEqual(track.left);
            expect(bar.right).toBeLessThanOrEqual(track.right + 0.1);
          }
        }
      });

      test("a bar with room for it says what it is", () => {
        expect(measures.rows.find((row) => row.bars.length === 4)?.labels).toEqual(["queued", "copying"]);
      });

      test("tables that scroll say so, and no others", () => {
        expect(measures.hinting).toEqual(measures.scrolling);
        if (width === 360) expect(measures.scrolling).toContain("executions");
        if (width === 1_400) expect(measures.scrolling).toEqual([]);
      });
    });

    test("follows the reader's colour scheme", () => {
      const light = measure(1_000).background;
      const dark = measure(1_000, "--blink-settings=preferredColorScheme=0").background;
      expect([light, dark]).toEqual(["rgb(255, 255, 255)", "rgb(20, 23, 28)"]);
    });
  },
);
