/** Works beside a timer that nobody waits for, as the SDK has some for slow connections; when that was. */
async function whileTimed(milliseconds, work) {
  const timer = setTimeout(() => undefined, milliseconds);
  await work();
  clearTimeout(timer);
  return Date.now();
}

/** A function for the tests: it does what its event says. */
exports.handler = async ({ action, milliseconds, url }) => {
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
      return whileTimed(milliseconds, async () => (await import("node:fs/promises")).readFile(url, "utf8"));
    case "log":
      console.log("a line");
      return undefined;
  }
};
