import { App } from "cdktf";
import { build } from "esbuild";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { modules } from "../../main.ts";
import { createModuleStack } from "../../stacks/shared/module.ts";
import { NodeFunction } from "../../stacks/shared/function.ts";
import { bundleHandler } from "../bundle.ts";
import { packFunctions } from "../render.ts";
import { boto3Time, hasBoto3, loadTime, medians, wallTime } from "./processes.ts";

/** Largest size of a zip in bytes; a function that asks more than EC2 may be larger. */
const sizeGoals = { initiator: 220_000, others: 120_000 };
/** Largest part of the default build's load time. */
const loadGoal = 0.25;
/** Longest whole synth in milliseconds, on two cores. */
const synthGoal = 4_000;

const projectFolder = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");
const folder = await mkdtemp(join(tmpdir(), "bench-"));
const withBoto3 = hasBoto3();

console.log(`Node.js ${process.version}, ${cpus().length} cores. Times are medians of fresh processes.`);
if (!withBoto3) console.log("There is no Python with boto3 here, so the comparison with it is left out.");
for (const module of modules) {
  const stack = createModuleStack(new App({ outdir: await mkdtemp(join(folder, "app-")) }), module);
  const zips = new Map(await packFunctions(stack, projectFolder));
  for (const { bundle } of stack.node.findAll().filter((node) => node instanceof NodeFunction)) {
    console.log(`\n${module.name}: ${bundle.name}`);
    reportSize(bundle.name, zips.get(bundle.name)?.length ?? 0);
    await reportLoadTime(bundle.name, bundle.entry);
  }
}
reportSynth();
await rm(folder, { recursive: true });

function reportSize(name: string, size: number): void {
  const goal = name === "initiator" ? sizeGoals.initiator : sizeGoals.others;
  report("zip", kilobytes(size), `under ${kilobytes(goal)}`, size < goal);
}

async function reportLoadTime(name: string, entry: string): Promise<void> {
  const ours = join(folder, `${name}.js`);
  const plain = join(folder, `${name}-default.js`);
  const { code, inputs } = await bundleHandler(entry, projectFolder);
  await writeFile(ours, code);
  await build({ absWorkingDir: projectFolder, entryPoints: [entry], outfile: plain, bundle: true, platform: "node" });
  const services = [...new Set(inputs.flatMap((path) => /@aws-sdk\/client-([^/]+)\//.exec(path)?.[1] ?? []))];
  const names = services.map((service) => service.replaceAll("-", ""));
  const timers = [() => loadTime(ours), () => loadTime(plain), ...(withBoto3 ? [() => boto3Time(names)] : [])];
  const [time = Number.NaN, plainTime = Number.NaN, boto3 = Number.NaN] = medians(timers, 15);
  report("load", milliseconds(time), "a quarter of the default build's", time / plainTime <= loadGoal);
  console.log(`  esbuild's default build ${milliseconds(plainTime)}: ratio ${(time / plainTime).toFixed(2)}`);
  if (withBoto3) {
    console.log(`  boto3 with ${names.join(", ")} ${milliseconds(boto3)}: ratio ${(time / boto3).toFixed(2)}`);
  }
}

function reportSynth(): void {
  const options = ["--import", "tsx", "generator/synth.ts", "--check"];
  const [time = Number.NaN] = medians([() => wallTime(process.execPath, options, projectFolder)], 3);
  console.log("\nwhole synth with bundling");
  report("time", milliseconds(time), `under ${milliseconds(synthGoal)}`, time < synthGoal);
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
