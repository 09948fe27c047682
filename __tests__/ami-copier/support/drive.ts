import type { FinalResult } from "../../../lambdas/ami-copier/domain/final-result.ts";
import type { DiscoveryResult, PlannedWave, Wave, WaveResult } from "../../../lambdas/ami-copier/shapes.ts";
import type { FakeEc2 } from "./fake-ec2.ts";
import { executionArn, type Functions } from "./functions.ts";

/** Thrown when a planned death of the process happened and nobody calls the function again. */
export class ProcessDied extends Error {
  override readonly name = "ProcessDied";
}

/** How one execution runs. */
export interface DriveOptions {
  readonly name?: string;
  readonly installation?: string;
  readonly input?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
  /** Calls a function that died again with the same event, as Step Functions' Retry does. */
  readonly retryDeaths?: boolean;
}

const retried = new Set(["AwsTransientError", "ImageNotReadyError"]);
const maxAttempts = 8;
const waitMinutes = 5;
const maxRounds = 1_000;

/**
 * Runs one execution over the three functions, in the order of the state machine but with nothing of its language: enough
 * to see what the functions do together. Every event and every result goes through JSON.
 */
export async function drive(world: FakeEc2, functions: Functions, options: DriveOptions = {}): Promise<FinalResult> {
  const execution_id = executionArn(options.name ?? "run", options.installation);
  const tags = JSON.stringify(options.tags ?? {});

  async function call(handler: (event: unknown) => Promise<unknown>, event: object): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return throughJson(await handler(throughJson(event)));
      } catch (error) {
        if (world.crashed && options.retryDeaths !== true) {
          throw new ProcessDied();
        }
        const again = world.crashed || (error instanceof Error && retried.has(error.name));
        if (world.crashed) {
          world.revive();
        }
        if (!again || attempt === maxAttempts) {
          throw error;
        }
      }
    }
  }

  async function runMap(images: readonly { source_ami_id: string }[], step: (image: object) => Promise<unknown>) {
    const results: unknown[] = [];
    for (const image of images) {
      try {
        results.push(await step(image));
      } catch (error) {
        if (error instanceof ProcessDied || !(error instanceof Error)) {
          throw error;
        }
        const status = error.name === "CopyQuotaError" ? "deferred" : "failed";
        const Cause = JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: [] });
        results.push({ source_ami_id: image.source_ami_id, status, error: { Error: error.name, Cause } });
      }
    }
    return results;
  }

  async function runWave(planned: PlannedWave): Promise<WaveResult> {
    let wave = (await call(functions.initiator, { action: "prepare", execution_id, wave: planned })) as Wave;
    let state: object = {
      ...wave,
      images: await runMap(wave.images, (image) =>
        call(functions.initiator, { action: "copy", execution_id, image, tags }),
      ),
    };
    world.advance(waitMinutes);
    for (let round = 0; round < maxRounds; round += 1) {
      wave = (await call(functions.statusChecker, { action: "check", wave: state })) as Wave;
      if (wave.ami_available) {
        state = {
          ...wave,
          ready: await runMap(wave.ready, (image) => call(functions.finalizer, { execution_id, image, tags })),
        };
      } else if (wave.continue_waiting) {
        state = wave;
        world.advance(waitMinutes);
      } else {
        return { index: wave.index, summary: wave.summary };
      }
    }
    throw new Error("the wave did not end");
  }

  const discovery = (await call(functions.initiator, {
    action: "discover",
    execution_id,
    input: options.input ?? {},
  })) as DiscoveryResult;
  const results: WaveResult[] = [];
  for (const planned of discovery.waves) {
    results.push(await runWave(planned));
  }
  const answer = await call(functions.statusChecker, { action: "summarize", discovery, results });
  return (answer as { final_result: FinalResult }).final_result;
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
