import { runCommand } from "./cli/command.ts";
import { endAsUsual } from "./cli/ends.ts";

// `npm run simulate`
endAsUsual(process);
process.exitCode = await runCommand(process.argv.slice(2), {
  output: {
    isTerminal: process.stdout.isTTY,
    columns: process.stdout.columns,
    write: (text) => process.stdout.write(text),
  },
  writeError: (text) => process.stderr.write(text),
});
