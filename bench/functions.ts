import { App } from "cdktf";
import { build } from "esbuild";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleHandler } from "../generator/bundle.ts";
import { packFunctions } from "../generator/render.ts";
import type { Bench } from "../simulator/modules/bench.ts";
import { NodeFunction } from "../stacks/shared/function.ts";
import { createModuleStack, type Module } from "../stacks/shared/module.ts";
import { boto3Time, hasBoto3, loadTime, medians, wallTime } from "./processes.ts";

/** What boto3 calls the services that the SDK has under another name, beside the hyphens. */
const boto3Names: Readonly<Record<string, string>> = {
  "cloudwatch-logs": "logs",
  eventbridge: "events",
  sfn: "stepfunctions",
};

/** Largest part of the default build's load time. */
const loadGoal = 0.25;
/** Longest whole synth in milliseconds, on two cores. */
const synthGoal = 4_000;

const projectFolder = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Prints size and load time of each function of a module, with the goals. */
export async function benchFunctions(module: Module, zipGoals: Bench["zipGoals"]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const stack = createModuleStack(new App({ outdir: join(folder, "app") }), module);
  const zips = new Map(await packFunctions(stack, projectFolder));
  for (const { bundle } of stack.node.findAll().filter((node) => node instanceof NodeFunction)) {
    console.log(`\n${module.name}: ${bundle.name}`);
    reportSize(zips.get(bundle.name)?.length ?? 0, zipGoals[bundle.name] ?? zipGoals.others);
    await reportLoadTime(bundle.name, bundle.entry, folder);
  }
  await rm(folder, { recursive: true });
}

/** Prints how long a synth of all modules takes, with the goal. */
export function benchSynth(): void {
  const options = ["--import", "tsx", "generator/synth.ts", "--check"];
  const [time = Number.NaN] = medians([() => wallTime(process.execPath, options, projectFolder)], 3);
  console.log("\nwhole synth with bundling");
  report("time", milliseconds(time), `under ${milliseconds(synthGoal)}`, time < synthGoal);
}

function reportSize(size: number, goal: number): void {
  report("zip", kilobytes(size), `under ${kilobytes(goal)}`, size < goal);
}

async function reportLoadTime(name: string, entry: string, folder: string): Promise<void> {
  const ours = join(folder, `${name}.js`);
  const plain = join(folder, `${name}-default.js`);
  const { code, inputs } = await bundleHandler(entry, projectFolder);
  await writeFile(ours, code);
  const loader = { ".sh": "text" } as const;
  await build({
    absWorkingDir: projectFolder,
    entryPoints: [entry],
    outfile: plain,
    bundle: true,
    platform: "node",
    loader,
  });
  const services = [...new Set(inputs.flatMap((path) => /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1] ?? []))];
  const names = services.map((service) => boto3Names[service] ?? service.replaceAll("-", ""));
  const timers = [() => loadTime(ours), () => loadTime(plain), ...(hasBoto3() ? [() => boto3Time(names)] : [])];
  const [time = Number.NaN, plainTime = Number.NaN, boto3] = medians(timers, 15);
  report("load", milliseconds(time), "a quarter of the default build's", time / plainTime <= loadGoal);
  console.log(`  esbuild's default build ${milliseconds(plainTime)}: ratio ${(time / plainTime).toFixed(2)}`);
  if (boto3 !== undefined) {
    console.log(`  boto3 with ${names.join(", ")} ${milliseconds(boto3)}: ratio ${(time / boto3).toFixed(2)}`);
  }
}

function report(what: string, value: string, goal: string, isMet: boolean): void {
  console.log(`  ${what} ${value} (goal: ${goal}; ${isMet ? "met" : "NOT met"})`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(1)} kB`;
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}
