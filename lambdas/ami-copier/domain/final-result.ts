import * as z from "zod/mini";
import { type DiscoveryResult, type Failure, type Mode, type WaveResult, waveResultSchema } from "../shapes.ts";
import { clipLine } from "../../shared/text.ts";

/** A Fail state's cause has at most 32,768 characters. */
const maxCauseLength = 30_000;
/** Failures told one by one; the rest is in the count. */
const maxFailures = 250;

/** What a run reports at its end. discovered = copied + skipped + failed + deferred. */
export interface FinalResult {
  readonly status: "success" | "failed";
  readonly mode: Mode;
  readonly summary: {
    readonly discovered: number;
    readonly copied: number;
    readonly skipped: number;
    readonly failed: number;
    readonly deferred: number;
  };
  readonly failures: readonly Failure[];
  /** Names the failed images and the reasons; empty when none failed. */
  readonly cause: string;
  readonly message: string;
}

/**
 * Adds up what the waves report. An image that its wave does not account for counts as failed: a run never claims
 * more than it knows.
 *
 * A wave whose execution failed is tolerated, and leaves no result: the guide does not say so, other implementations of the
 * language do. Should AWS leave null or the error in its place, that tells no more than a missing one.
 *
 * @param discovery what the run meant to do
 * @param results what the waves' executions left behind, in any order
 */
export function summarize(discovery: DiscoveryResult, results: readonly unknown[]): FinalResult {
  const byIndex = new Map(results.flatMap(readResult).map((result) => [result.index, result]));
  const reports = discovery.waves.map((wave) => settle(wave.images, byIndex.get(wave.index)));
  const total = (field: "copied" | "skipped" | "failed" | "deferred") =>
    reports.reduce((sum, report) => sum + report[field], 0);
  const summary = {
    discovered: discovery.summary.total_discovered,
    copied: total("copied"),
    skipped: discovery.summary.skipped + total("skipped"),
    failed: total("failed"),
    deferred: discovery.summary.deferred + total("deferred"),
  };
  const failures = reports.flatMap((report) => report.failures).slice(0, maxFailures);
  const counts =
    `${summary.discovered} discovered: ${summary.copied} copied, ${summary.skipped} skipped, ` +
    `${summary.failed} failed, ${summary.deferred} deferred`;
  return {
    status: summary.failed > 0 ? "failed" : "success",
    mode: discovery.mode,
    summary,
    failures,
    cause: summary.failed > 0 ? describe(failures, summary.failed) : "",
    message: counts,
  };
}

function readResult(result: unknown): readonly WaveResult[] {
  const { success, data } = z.safeParse(waveResultSchema, result);
  return success ? [data] : [];
}

interface WaveReport {
  readonly copied: number;
  readonly skipped: number;
  readonly failed: number;
  readonly deferred: number;
  readonly failures: readonly Failure[];
}

function settle(images: readonly string[], result: WaveResult | undefined): WaveReport {
  const counted = result?.summary ?? { copied: 0, skipped: 0, failed: 0, deferred: 0, failures: [] };
  const missing = images.length - counted.copied - counted.skipped - counted.failed - counted.deferred;
  if (missing <= 0) {
    return counted;
  }
  const why = result?.error ?? "it left no result; its child execution says why";
  const reason = clipLine(`the wave ended before its images: ${why}`, 160);
  const named = new Set(counted.failures.map((failure) => failure.source_ami_id));
  // Which images those are is known only when the wave has counted none.
  const unaccounted = missing === images.length ? images.filter((id) => !named.has(id)) : [];
  const details =
    unaccounted.length > 0
      ? unaccounted.map((source_ami_id) => ({ source_ami_id, reason }))
      : [{ source_ami_id: `${missing} of the ${images.length} images from ${images[0] ?? ""} on`, reason }];
  return { ...counted, failed: counted.failed + missing, failures: [...counted.failures, ...details] };
}

function describe(failures: readonly Failure[], failed: number): string {
  const lines: string[] = [];
  let length = 0;
  for (const { source_ami_id, reason } of failures) {
    const line = `${source_ami_id}: ${reason}`;
    if (length + line.length + 40 > maxCauseLength) {
      break;
    }
    lines.push(line);
    length += line.length + 2;
  }
  const more = failed - lines.length;
  return `${failed} of the images failed. ${[...lines, ...(more > 0 ? [`… and ${more} more`] : [])].join("; ")}`;
}
