import { execFileSync, spawnSync } from "node:child_process";

/**
 * Takes a time repeatedly, each by turns with the others, so that a busy moment of the machine hits them all.
 *
 * @param timers each gives the milliseconds of one try
 * @param repetitions how many tries
 * @returns the median of each
 */
export function medians(timers: readonly (() => number)[], repetitions: number): readonly number[] {
  const rounds = Array.from({ length: repetitions }, () => timers.map((time) => time()));
  return timers.map((_, index) => median(rounds.map((round) => round[index] ?? Number.NaN)));
}

/** Milliseconds a fresh Node.js process takes to load a file as AWS Lambda does, with `require`. */
export function loadTime(file: string): number {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start)`;
  return run(process.execPath, ["--no-warnings", "-e", script]);
}

/** Milliseconds a fresh Python process takes to import boto3 and create clients. */
export function boto3Time(services: readonly string[]): number {
  const script = [
    ...["import time", "start = time.perf_counter()", "import boto3"],
    ...services.map((service) => `boto3.client("${service}")`),
    "print((time.perf_counter() - start) * 1000)",
  ];
  return run("python3", ["-c", script.join("; ")]);
}

/** Whether there is a Python with boto3. */
export function hasBoto3(): boolean {
  return spawnSync("python3", ["-c", "import boto3"]).status === 0;
}

/**
 * Milliseconds a command takes from start to end.
 *
 * @throws Error when it fails, for then the time says nothing
 */
export function wallTime(command: string, options: readonly string[], cwd: string): number {
  const start = performance.now();
  execFileSync(command, options, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  return performance.now() - start;
}

function run(command: string, options: readonly string[]): number {
  const env = { ...process.env, AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" };
  return Number(execFileSync(command, options, { encoding: "utf8", env }));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
