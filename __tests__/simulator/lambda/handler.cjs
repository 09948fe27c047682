/** Loaded before the first event, so that reading is all that is waited for. */
const files = import("node:fs/promises");

/** Works beside a timer that nobody waits for, as the SDK has some for slow connections; when that was. */
async function whileTimed(milliseconds, work) {
  const timer = setTimeout(() => undefined, milliseconds);
  await work();
  clearTimeout(timer);
  return Date.now();
}

/** What is kept in memory. */
const kept = [];

/** A function for the tests: it does what its event says. */
exports.handler = async ({ action, milliseconds, url, megabytes }) => {
  switch (action) {
    case "now":
      return {
        date: new Date().toISOString(),
        now: Date.now(),
        region: process.env.AWS_REGION,
        home: process.env.HOME,
      };
    case "fail":
      throw Object.assign(new RangeError("out of range"), { name: "OutOfRange" });
    case "crash":
      process.exit(3);
      break;
    case "sleep":
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return Date.now();
    case "fetch":
      try {
        await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
        return "answered";
      } catch (error) {
        return { error: error.name, now: Date.now() };
      }
    case "ask":
      return whileTimed(milliseconds, async () => (await fetch(url)).text());
    case "read":
      return whileTimed(milliseconds, async () => (await files).readFile(url, "utf8"));
    case "version":
      return process.versions.node;
    case "fill":
      // Buffers that are written to: memory is taken when it is used.
      for (let filled = 0; filled < megabytes; filled += 8) kept.push(Buffer.alloc(8 * 1_024 * 1_024, 1));
      return kept.length;
    case "fill and wait":
      kept.push(Buffer.alloc(megabytes * 1_024 * 1_024, 1));
      for (;;) await new Promise((resolve) => setImmediate(resolve));
    case "fill heap":
      for (;;) kept.push(new Array(10_000).fill(kept.length));
    case "log":
      console.log("a line");
      return undefined;
  }
};
