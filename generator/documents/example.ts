/** How an example reads: with its place in this repository, and above it, as a comment, the one that others take. */
const sourceLine = /^( *)source( *)= "(?:\.\.\/)+dist-module[^"]*"$/gm;
const outsideComment = /^ *# Outside of this repository:?\n( *# .*\n)?/gm;

/**
 * An example as others take it: the module from a Git tag instead of a folder beside it.
 *
 * @param path the example's path, for messages
 * @param example its text
 * @param source the module's address
 * @throws Error when the example does not use a module of this repository
 */
export function publishedExample(path: string, example: string, source: string): string {
  const published = example.replace(outsideComment, "").replace(sourceLine, (_line, indent: string, space: string) => {
    return `${indent}source${space}= "${source}" # x-release-please-version`;
  });
  if (!published.includes(source)) {
    throw new Error(`${path} has no line source = "../../../dist-module…", by which it would use the module.`);
  }
  return published.trim();
}
