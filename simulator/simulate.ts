import { runCommand } from "./cli/command.ts";

// `npm run simulate`
process.exitCode = await runCommand(process.argv.slice(2), {
  output: {
    isTerminal: process.stdout.isTTY,
    // A terminal that does not tell its size has the usual one.
    get columns() {
      return process.stdout.columns || 80;
    },
    get rows() {
      return process.stdout.rows || 24;
    },
    write: (text) => process.stdout.write(text),
  },
  writeError: (text) => process.stderr.write(text),
  errorIsTerminal: process.stderr.isTTY,
});
