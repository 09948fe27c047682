import { runCommand } from "../../../simulator/cli/command.ts";

/** Runs the command as a person would, but in this process. */
export async function simulateCommand(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const status = await runCommand(args, {
    output: { isTerminal: false, columns: 80, rows: 24, write: (text) => (stdout += text) },
    writeError: (text) => (stderr += text),
  });
  return { status, stdout, stderr };
}
