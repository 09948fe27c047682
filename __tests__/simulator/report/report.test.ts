import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { amiCopier } from "../../../simulator/modules/ami-copier/index.ts";
import type { CopierRecord } from "../../../simulator/modules/ami-copier/record.ts";
import { costOfRuns, gigabyteSeconds, total } from "../../../simulator/report/cost.ts";
import { renderHtml } from "../../../simulator/report/html.ts";
import { sampleRecord } from "./record.ts";

const pageOf = (record: CopierRecord) => renderHtml(amiCopier, record);

/** Problems that a browser's parser would pass over in silence. */
function problemsOf(page: string): readonly string[] {
  const problems: string[] = [];
  parse(page, { onParseError: ({ code, startLine }) => problems.push(`${code} in line ${startLine}`) });
  return problems;
}

describe("cost", () => {
  test("is quantity times price, for the run and for what stays", () => {
    const run = costOfRuns(sampleRecord());
    const { monthly } = amiCopier.cost(sampleRecord());
    expect(run.map(({ quantity }) => quantity)).toEqual([80, 1, 2]);
    // 80 transitions at 0.025 a thousand, a request at 0.20 a million, 4 s of 512 MB.
    expect(total(run)).toBeCloseTo(0.002 + 0.0000002 + 2 * 0.0000133334, 12);
    expect(monthly.map(({ quantity, amount }) => [quantity, amount])).toEqual([[40, 2]]);
  });

  test("counts each invocation in whole milliseconds", () => {
    const invocation = sampleRecord().invocations[0];
    if (invocation === undefined) throw new Error("the sample has no invocation");
    const short = { ...invocation, duration: 0.2, memoryMegabytes: 1_024 };
    expect(gigabyteSeconds([short, short, short])).toBeCloseTo(0.003, 12);
  });

  test("has requests to KMS and Secrets Manager only where there are any", () => {
    const call = { at: 0, operation: "x", caller: "initiator", outcome: "ok" };
    const services = ["kms", "secretsmanager", "secretsmanager", "ssm", "sts", "redhat", "ec2"];
    const run = costOfRuns(sampleRecord({ calls: services.map((service) => ({ ...call, service })) }));
    expect(run.slice(3).map(({ item, quantity }) => [item, quantity])).toEqual([
      ["KMS, requests of the functions", 1],
      ["Secrets Manager, requests", 2],
    ]);
    expect(total(run.slice(3))).toBeCloseTo(0.000003 + 2 * 0.000005, 12);
    expect(costOfRuns(sampleRecord())).toHaveLength(3);
  });

  test("is nothing for nothing", () => {
    const empty = sampleRecord({ executions: [], invocations: [], account: { images: [], snapshots: [] } });
    expect([total(costOfRuns(empty)), total(amiCopier.cost(empty).monthly)]).toEqual([0, 0]);
  });
});

describe("the page", () => {
  test("is well-formed and needs nothing from elsewhere", () => {
    const page = pageOf(sampleRecord());
    expect(problemsOf(page)).toEqual([]);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
  });

  test("shows text as text", () => {
    const page = pageOf(sampleRecord());
    expect(page).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
    expect(page).toContain("&lt;b&gt;&quot;Tom &amp; Jerry&#39;s&quot;&lt;/b&gt;");
    expect(page).toContain("&quot;no&quot; &lt;key&gt;");
  });

  test("has a bar for each phase at its place", () => {
    const page = pageOf(sampleRecord()).replaceAll(/\s+/g, " ");
    expect(page).toContain('class="bar amber" style="--from:45.16%;--size:3.23%"');
    // Those that were queued for no time at all are left out.
    expect(page.match(/class="bar /g)).toHaveLength(4 * 3 + 3 * 4 + 2);
    expect(page).toContain("copying 00:31:00 to 00:59:00");
  });

  test("tells the figures: outcomes, limits, retries, calls, memory", () => {
    const text = pageOf(sampleRecord()).replaceAll(/\s+/g, " ");
    expect(text).toContain("<b>run-1 FAILED</b>");
    expect(text).toContain("01:02:00 of virtual time; images: 1 failed, 1 deferred, 7 done, 1 skipped");
    expect(text).toContain("170 of 25,000");
    expect(text).toContain("6,000 of 262,144");
    expect(text).toContain("throttle (1)");
    expect(text).toContain("90 of 512 MB");
    expect(text).toContain('<td class="number">2.000</td>');
    expect(text).toContain('<td class="number">80 state transitions</td><td class="number">$0.000025</td>');
    expect(text).toContain("less than $0.000001");
    expect(text).toContain("$2.000000");
    expect(text).toContain("1 image and 2 snapshots in all; 40 GiB of snapshots, all encrypted");
  });

  test("stays short with thousands of images, and says what it leaves out", () => {
    const image = sampleRecord().images[0];
    const held = sampleRecord().account.images[0];
    if (image === undefined || held === undefined) throw new Error("the sample has no image");
    const page = pageOf(
      sampleRecord({
        images: Array.from({ length: 5_000 }, () => image),
        account: { images: Array.from({ length: 5_000 }, () => held), snapshots: [] },
      }),
    );
    expect(page.length).toBeLessThan(300_000);
    expect(page).toContain("and 4,900 more images: 4,900 done");
    expect(page.replaceAll(/\s+/g, " ")).toContain("and 4,900 more images; 5,000 images and 0 snapshots in all");
  });

  test("shows what went wrong before what was there already, when there is no room for both", () => {
    const { images } = sampleRecord();
    const [done, failed, skipped] = [images[0], images[7], images[9]];
    if (done === undefined || failed === undefined || skipped === undefined) throw new Error("the sample is too small");
    const many = [...Array.from({ length: 500 }, () => skipped), done, failed, done];
    const page = pageOf(sampleRecord({ images: many })).replaceAll(/\s+/g, " ");
    const shown = [...page.matchAll(/class="outcome \w+">(\w+)</g)].map(([, outcome]) => outcome);
    expect(shown).toHaveLength(100);
    expect(shown.slice(0, 4)).toEqual(["failed", "done", "done", "skipped"]);
    expect(page).toContain("and 403 more images: 403 skipped");
    expect(page).toContain("images: 1 failed, 2 done, 500 skipped");
  });

  test("gives the timeline to the images, not to executions that found nothing to do", () => {
    const page = pageOf(sampleRecord({ endedAt: 2 * 24 * 3_600_000 }));
    expect(page).toContain("--from:45.16%;--size:3.23%");
    expect(page).toContain("The axis ends with the last of these images.");
    expect(pageOf(sampleRecord())).not.toContain("The axis ends");
  });

  test("has at most seven ticks, however long it took", () => {
    const image = sampleRecord().images[0];
    if (image === undefined) throw new Error("the sample has no image");
    for (const minutes of [0, 1, 7, 62, 1_441, 10_081, 100_000, 1_000_000]) {
      const to = minutes * 60_000;
      const long = { ...image, phases: [{ phase: "copying" as const, from: 0, to }] };
      const page = pageOf(sampleRecord({ images: [long], endedAt: to }));
      const ticks = [...page.matchAll(/class="tick" [^>]*>(\d+:\d\d)</g)].map(([, label]) => label);
      expect(ticks[0]).toBe("00:00");
      expect(ticks.length).toBeLessThanOrEqual(7);
      expect(new Set(ticks).size).toBe(ticks.length);
      if (minutes > 0) expect(ticks.length).toBeGreaterThan(1);
    }
  });

  test("counts executions when there are many", () => {
    const [execution] = sampleRecord().executions;
    if (execution === undefined) throw new Error("the sample has no execution");
    const executions = Array.from({ length: 5 }, (_, index) => ({
      ...execution,
      status: index === 0 ? ("FAILED" as const) : ("SUCCEEDED" as const),
    }));
    expect(pageOf(sampleRecord({ executions }))).toContain("<b>5 executions: 1 FAILED, 4 SUCCEEDED</b>");
  });

  test("manages as many invocations and calls as thousands of images take", () => {
    const { invocations, calls } = sampleRecord();
    const many = <T>(records: readonly T[]) => Array.from({ length: 200_000 }, () => records).flat();
    const page = pageOf(sampleRecord({ invocations: many(invocations), calls: many(calls) }));
    expect(page).toContain('<td class="number">200,000</td>');
    expect(page).toContain("throttle (200,000)");
  });

  test("warns of what is not encrypted", () => {
    const { images, snapshots } = sampleRecord().account;
    const plain = images.map((image) => ({
      ...image,
      volumes: image.volumes.map((volume) => ({ ...volume, encrypted: false })),
    }));
    const account = { images: plain, snapshots: snapshots.map((snapshot) => ({ ...snapshot, encrypted: false })) };
    const page = pageOf(sampleRecord({ account }));
    expect(page).toContain('<b class="bad">not encrypted</b>');
    expect(page).toContain("40 GiB of snapshots, not all encrypted");
  });

  test("folds tags when there are many images", () => {
    const [held] = sampleRecord().account.images;
    if (held === undefined) throw new Error("the sample has no image");
    const page = (count: number) =>
      pageOf(sampleRecord({ account: { images: Array.from({ length: count }, () => held), snapshots: [] } }));
    expect(page(10)).not.toContain("<details");
    expect(page(11).match(/<summary>1 tag<\/summary>/g)).toHaveLength(11);
    expect(problemsOf(page(11))).toEqual([]);
  });

  test("names every table, heads its columns and rows, and lets keys scroll it", () => {
    const page = pageOf(sampleRecord());
    const regions = [...page.matchAll(/role="region" aria-labelledby="([\w-]+)" tabindex="0"/g)].map(([, id]) => id);
    expect(regions).toEqual(["executions", "state-transitions", "api-calls", "invocations", "cost", "the-account"]);
    for (const id of regions) expect(page).toContain(`<h2 id="${id ?? ""}">`);
    expect(page).not.toMatch(/<th(?! scope="(?:col|row)")[ >]/);
  });

  test("says first how it ended and what failed, then what was warned of, what went wrong on purpose, and what was given", () => {
    const failure = { source_ami_id: "ami-8", reason: "the copy is failed" };
    const page = pageOf(
      sampleRecord({
        runs: [
          {
            execution: "run-1",
            failures: [failure, { ...failure, source_ami_id: "ami-9" }],
            awaited: [],
            registered: [],
          },
        ],
        logs: [
          {
            level: "warn",
            functionName: "finalizer",
            message: "A copy is removed",
            count: 2,
            firstAt: 60_000,
            lastAt: 120_000,
            fields: { reason: "<b>" },
          },
        ],
        faults: [
          { fault: { kind: "throttle", service: "ec2" }, calls: 4, hits: 3 },
          { fault: { kind: "drop", service: "ssm" }, calls: 0, hits: 0 },
        ],
        inputs: [
          { name: "tags", value: { Team: "<i>" }, isSensitive: false },
          { name: "redhat_client_secret", value: null, isSensitive: true },
        ],
        remarks: ["Credentials were made up."],
      }),
    ).replaceAll(/\s+/g, " ");
    const order = [
      'class="verdict is-bad"',
      "<b>run-1 FAILED; 1 fault hit nothing</b>",
      '<h2 id="failures">',
      '<b class="bad">2 failed</b>: the copy is failed <code class="muted">ami-8, ami-9</code>',
      '<h2 id="warnings-and-errors-that-functions-logged">',
      "A copy is removed",
      "the first: {&quot;reason&quot;:&quot;&lt;b&gt;&quot;}",
      '<h2 id="faults">',
      "throttle:ec2",
      '<td class="number">3</td>',
      "The fault drop:ssm hit nothing: there was no call that it is about.",
      '<h2 id="inputs-of-the-module">',
      "{&quot;Team&quot;:&quot;&lt;i&gt;&quot;}",
      '<span class="muted">sensitive</span>',
      "Credentials were made up.",
      '<h2 id="timeline">',
      '<h2 id="executions">',
    ];
    const places = order.map((text) => page.indexOf(text));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
    expect(problemsOf(page)).toEqual([]);
  });

  test("has no place for failures, warnings, faults and inputs where there are none", () => {
    const executions = sampleRecord().executions.map((execution) => ({ ...execution, status: "SUCCEEDED" as const }));
    const page = pageOf(sampleRecord({ executions }));
    expect(page).toContain('class="verdict is-good"');
    expect(page).not.toMatch(/id="(failures|warnings|faults|inputs)/);
  });

  test("tells of functions that were killed, and of the Node.js that they ran under", () => {
    const [invocation] = sampleRecord().invocations;
    if (invocation === undefined) throw new Error("the sample has no invocation");
    const killed = { ...invocation, outcome: "Runtime.OutOfMemory" };
    const elsewhere = { ...invocation, substitute: { runtime: "nodejs22.x", version: "20.20.0" } };
    const page = pageOf(sampleRecord({ invocations: [killed, killed, elsewhere] }));
    expect(page.match(/initiator was killed: it took more than its 512 MB of memory\./g)).toHaveLength(1);
    expect(page.indexOf("was killed")).toBeLessThan(page.indexOf('id="timeline"'));
    expect(page).toContain("Functions ran under Node.js 20.20.0; the module names nodejs22.x");
  });

  test("keeps a long cause and many failures short", () => {
    const [execution] = sampleRecord().executions;
    if (execution === undefined) throw new Error("the sample has no execution");
    const failures = Array.from({ length: 250 }, (_, index) => ({
      source_ami_id: `ami-${index.toString(16).padStart(17, "0")}`,
      reason: `${index % 50} ${"x".repeat(600)}`,
    }));
    const page = pageOf(
      sampleRecord({
        executions: Array.from({ length: 500 }, (_, index) => ({
          ...execution,
          name: `run-${index}`,
          cause: "c".repeat(30_000),
        })),
        runs: [{ execution: "run-0", failures, awaited: [], registered: [] }],
      }),
    );
    expect(page.length).toBeLessThan(300_000);
    expect(page).toContain("and 480 more executions");
    expect(page).toContain("150 failed for other reasons");
    expect(page).toContain("and 400 more executions");
  });

  test("explains the phases that there were, and no others", () => {
    const [done] = sampleRecord().images;
    if (done === undefined) throw new Error("the sample has no image");
    const page = pageOf(sampleRecord({ images: [{ ...done, phases: [{ phase: "copying", from: 0, to: 60_000 }] }] }));
    const legend = [...page.matchAll(/<li><i class="\w+"><\/i>(\w+):/g)].map(([, phase]) => phase);
    expect(legend).toEqual(["copying"]);
  });

  test("counts states by their state machine", () => {
    const [execution] = sampleRecord().executions;
    if (execution === undefined) throw new Error("the sample has no execution");
    const executions = [execution, { ...execution, stateMachine: "another" }];
    const page = pageOf(sampleRecord({ executions })).replaceAll(/\s+/g, " ");
    for (const machine of ["rhel-ami-copier", "another"])
      expect(page).toContain(`State transitions of ${machine}</h2>`);
    expect(page.match(/>DiscoverAMIs<\/th> ?<td class="text">Task<\/td> ?<td class="number">1<\/td>/g)).toHaveLength(2);
    expect(problemsOf(page)).toEqual([]);
  });

  test("is well-formed for a simulation in which nothing happened", () => {
    const empty = { executions: [], images: [], calls: [], invocations: [], endedAt: 0 };
    const page = pageOf(sampleRecord({ ...empty, account: { images: [], snapshots: [] } }));
    expect(problemsOf(page)).toEqual([]);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
