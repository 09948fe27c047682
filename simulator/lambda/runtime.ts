import { createRequire } from "node:module";
import type { FromProcess, FunctionError, ToProcess, Usage } from "./messages.ts";
import { joinNetwork, networkVariable } from "./network.ts";
import { ProcessClock } from "./process-clock.ts";
import { peakMegabytesOf } from "./process-memory.ts";

/**
 * What runs in a function's process in place of Lambda's runtime: it loads the handler from the unpacked zip and calls it,
 * one event after the other, on the simulation's clock. Arguments: the file, and the name of its export.
 */
type Handler = (event: unknown) => Promise<unknown>;

const [, , file = "", exportName = ""] = process.argv;
const clock = new ProcessClock();
clock.install();
const { [networkVariable]: network } = process.env;
if (network !== undefined) joinNetwork(network);
// An absolute file has no need of this module's own place.
const handler = (createRequire(file)(file) as Readonly<Record<string, Handler>>)[exportName];

process.on("message", (message: ToProcess) => {
  if (message.type === "invoke") {
    void invoke(message.event, message.now);
  } else {
    void passTime(message.id, message.until);
  }
});
process.on("disconnect", () => {
  process.exit();
});
tell({ type: "ready" });

async function invoke(event: unknown, now: number): Promise<void> {
  clock.begin(now);
  const start = performance.now();
  try {
    if (handler === undefined) {
      throw new Error(`${file} has no export ${exportName}`);
    }
    const value = await handler(event);
    tell({ type: "result", value, usage: usage(start) });
  } catch (error) {
    tell({ type: "error", error: report(error), usage: usage(start) });
  }
  clock.end();
}

async function passTime(id: number, until: number): Promise<void> {
  await clock.passTime(until);
  tell({ type: "time-passed", id, now: clock.now });
}

function usage(start: number): Usage {
  return { now: clock.now, duration: performance.now() - start, peakMegabytes: peakMegabytesOf("self") ?? 0 };
}

function report(thrown: unknown): FunctionError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] };
}

function tell(message: FromProcess): void {
  process.send?.(message);
}
