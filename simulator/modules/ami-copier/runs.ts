import type { AnsweredCall } from "../../core/answered-call.ts";
import { asFields, asList, sourceOf } from "./fields.ts";
import type { RunCounts, RunRecord } from "./record.ts";

interface Run {
  readonly execution: string;
  /** What discovery counted: known even of a run that never comes to its end. */
  discovered: RunRecord["discovered"];
  summary: RunCounts | undefined;
  failures: RunRecord["failures"];
  readonly awaited: Set<string>;
}

/** What each execution says that it did, and which images it registered. Executions are known by their ARNs. */
export class Runs {
  readonly #runs = new Map<string, Run>();
  /** Executions by the images that they registered. */
  readonly #registrations = new Map<string, string>();

  /** Takes a call that EC2 has answered. */
  answered({ operation, output, executionArn }: AnsweredCall): void {
    if (operation !== "RegisterImage" || executionArn === undefined) return;
    this.#registrations.set(String(asFields(output)["ImageId"]), nameOf(executionArn));
  }

  /** An execution begins. */
  begin(executionArn: string): void {
    this.#find(executionArn);
  }

  /** Takes what discovery found. */
  discovered(executionArn: string, summary: unknown): void {
    const { total_discovered, to_process, skipped, deferred } = asFields(summary);
    const found = { discovered: Number(total_discovered), toProcess: Number(to_process) };
    const run = this.#find(executionArn);
    run.discovered = found;
    if (found.toProcess === 0) {
      const { discovered } = found;
      run.summary = { discovered, copied: 0, skipped: Number(skipped), failed: 0, deferred: Number(deferred) };
    }
  }

  /** Takes the final result, which the execution has before it ends well or fails. */
  concluded(executionArn: string, finalResult: unknown): void {
    const { summary, failures } = asFields(finalResult);
    const { discovered, copied, skipped, failed, deferred } = asFields(summary);
    const run = this.#find(executionArn);
    run.summary = {
      discovered: Number(discovered),
      copied: Number(copied),
      skipped: Number(skipped),
      failed: Number(failed),
      deferred: Number(deferred),
    };
    run.failures = asList(failures).map((failure) => ({
      source_ami_id: sourceOf(failure),
      reason: String(asFields(failure)["reason"]),
    }));
  }

  /** An execution finds an image done whose copy it took on. */
  found(executionArn: string, sourceAmiId: string): void {
    this.#find(executionArn).awaited.add(sourceAmiId);
  }

  /** Name of the execution that registered an image. */
  registrarOf(imageId: string): string | undefined {
    return this.#registrations.get(imageId);
  }

  /**
   * What they say, in the order they began.
   *
   * @param isHeld whether an image is there at the end
   */
  records(isHeld: (imageId: string) => boolean): readonly RunRecord[] {
    return [...this.#runs.values()].map(({ execution, discovered, summary, failures, awaited }) => ({
      execution,
      ...(discovered === undefined ? {} : { discovered }),
      ...(summary === undefined ? {} : { summary }),
      failures,
      awaited: [...awaited].sort(),
      registered: [...this.#registrations]
        .filter(([imageId, registrar]) => registrar === execution && isHeld(imageId))
        .map(([imageId]) => imageId),
    }));
  }

  #find(executionArn: string): Run {
    const known = this.#runs.get(executionArn);
    if (known !== undefined) return known;
    const run = {
      execution: nameOf(executionArn),
      discovered: undefined,
      summary: undefined,
      failures: [],
      awaited: new Set<string>(),
    };
    this.#runs.set(executionArn, run);
    return run;
  }
}

/** An execution's name is at the end of its ARN. */
function nameOf(executionArn: string): string {
  return executionArn.split(":").at(-1) ?? "";
}
