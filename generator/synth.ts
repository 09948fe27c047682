import { fileURLToPath } from "node:url";
import { modules } from "../main.ts";
import { compare } from "./compare.ts";
import { readCommitted, writeRendered } from "./disk.ts";
import { render } from "./render.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const options = process.argv.slice(2);
const unknown = options.filter((option) => option !== "--check");

if (unknown.length > 0) {
  console.error(`Unknown option ${unknown.join(" ")}. Use --check to compare instead of writing, or no option.`);
  process.exitCode = 2;
} else {
  const rendered = await render(modules, projectFolder);
  const differences = compare(await readCommitted(projectFolder, rendered), rendered);
  if (!options.includes("--check")) {
    await writeRendered(projectFolder, rendered);
    console.log(`${rendered.size} files are up to date, ${differences.length} of them changed.`);
  } else if (differences.length === 0) {
    console.log(`${rendered.size} files are what a synth writes.`);
  } else {
    console.error(`${differences.join("\n")}\nThe committed files differ from what a synth writes. Run: npm run synth`);
    process.exitCode = 1;
  }
}
