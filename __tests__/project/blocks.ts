import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { projectFiles } from "./files.ts";

/** A block of code in a document. */
export interface Block {
  /** Document and line, for messages. */
  readonly place: string;
  readonly file: string;
  readonly code: string;
}

const documents = projectFiles(".md").filter((file) => file !== "CHANGELOG.md" && !file.startsWith("__tests__/"));

/**
 * The documents' blocks of code in a language, those in lists without their indentation.
 *
 * @param language what stands behind the fence
 */
export function blocksOf(language: string): readonly Block[] {
  return documents.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const fenced = text.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^\\1\`\`\`$`, "gms"));
    return [...fenced].map(({ 1: indent = "", 2: code = "", index }) => ({
      place: `${file}:${text.slice(0, index).split("\n").length}`,
      file,
      code: code.replace(new RegExp(`^${indent}`, "gm"), ""),
    }));
  });
}

/** Runs a script without input, and waits for it. */
export function bash(
  script: string,
  env: NodeJS.ProcessEnv = process.env,
): { readonly ok: boolean; readonly text: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8", env, input: "" });
  return { ok: status === 0, text: stdout + stderr };
}
