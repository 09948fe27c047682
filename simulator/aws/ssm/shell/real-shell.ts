import { chmodSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleError } from "../../../core/module-error.ts";
import type { Machines } from "../../ec2/instances/machines.ts";
import type { CommandOutcome, Runner, ShellCommand } from "../commands/runner.ts";
import { runIsolated } from "./isolation.ts";

/** How commands really run. */
export interface RealShellOptions {
  /** Folder for the file systems of instances and images, which is somebody else's to remove. */
  readonly folder: string;
  /** Scripts by the names of programs that they stand for. */
  readonly stubs?: Readonly<Record<string, string>>;
  /** Virtual seconds that every command takes: runs are alike, however fast the machine is. */
  readonly seconds?: number;
  /** Real seconds after which a command counts as one that hangs. */
  readonly limit?: number;
}

/** Runs commands for real, and keeps the disks of instances and images. */
export interface RealShell {
  readonly runner: Runner;
  readonly machines: Machines;
}

/**
 * Runs commands in a shell of this machine: each instance has a folder as its file system, which images made of it copy.
 *
 * @throws ModuleError where the kernel gives no namespaces, for nothing runs without them
 */
export async function openRealShell({
  folder,
  stubs = {},
  seconds = 5,
  limit = 60,
}: RealShellOptions): Promise<RealShell> {
  const stubFolder = makeFolder(folder, "stubs");
  for (const [name, script] of Object.entries(stubs)) {
    writeFileSync(join(stubFolder, name), script);
    chmodSync(join(stubFolder, name), 0o755);
  }
  await requireNamespaces(makeFolder(folder, "probe"), stubFolder);
  let disks = 0;
  const copy = (from: unknown): string => {
    disks += 1;
    const disk = makeFolder(folder, `disk-${disks}`);
    if (typeof from === "string") cpSync(from, disk, { recursive: true, verbatimSymlinks: true });
    return disk;
  };
  const run = async (command: ShellCommand): Promise<CommandOutcome> => {
    const { machine, id } = command.instance;
    if (typeof machine !== "string") throw new ModuleError(`${id} has no disk: set the machines of EC2 to the shell's`);
    const script = writeScript(machine, command);
    const done = await runIsolated({ root: machine, stubs: stubFolder, program: ["/bin/sh", script], seconds: limit });
    const { exit, stdout, stderr } = done;
    return exit === undefined ? { ends: "hang", stdout, stderr } : { exit, stdout, stderr, seconds };
  };
  return { runner: run, machines: { launch: copy, capture: ({ machine }) => copy(machine) } };
}

/** Puts the script where the agent does (the agent's orchestration folder); returns its path on the instance. */
function writeScript(disk: string, { commandId, instance, commands }: ShellCommand): string {
  const folder = `/var/lib/amazon/ssm/${instance.id}/document/orchestration/${commandId}/awsrunShellScript/0.awsrunShellScript`;
  mkdirSync(join(disk, folder), { recursive: true });
  writeFileSync(join(disk, folder, "_script.sh"), `${commands.join("\n")}\n`);
  return `${folder}/_script.sh`;
}

async function requireNamespaces(root: string, stubs: string): Promise<void> {
  const problem = await runIsolated({ root, stubs, program: ["/bin/sh", "-c", "echo ready"], seconds: 10 }).then(
    ({ stdout, stderr }) => (stdout === "ready\n" ? undefined : stderr.trim()),
    (error: unknown) => String(error),
  );
  if (problem !== undefined) {
    throw new ModuleError(
      `Commands run for real only in user, mount, process and network namespaces, which this machine does not give: ${problem}`,
    );
  }
}

function makeFolder(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}
