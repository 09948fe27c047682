import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../../simulator", import.meta.url));

/** Every file of the simulator, with the files of the project that it imports, types included, as the compiler reads them. */
const imports = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => {
      const { importedFiles } = ts.preProcessFile(readFileSync(join(folder, name), "utf8"));
      const own = importedFiles.map(({ fileName }) => fileName).filter((specifier) => specifier.startsWith("."));
      return [name, own.map((specifier) => relative(folder, join(folder, dirname(name), specifier)))];
    }),
);

/** The first circle that is found from a file on, as the path around it. */
function findCircle(file: string, path: readonly string[], done: Set<string>): readonly string[] | undefined {
  if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
  if (done.has(file)) return undefined;
  done.add(file);
  for (const target of imports.get(file) ?? []) {
    const circle = findCircle(target, [...path, file], done);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

test("no file of the simulator imports itself by way of others", () => {
  expect(imports.size).toBeGreaterThan(50);
  const done = new Set<string>();
  for (const file of imports.keys()) {
    expect(findCircle(file, [], done)).toBeUndefined();
  }
});

test("the core knows no service, and no service knows a module", () => {
  const outside = (from: RegExp, to: RegExp) =>
    [...imports].flatMap(([file, targets]) =>
      from.test(file) ? targets.filter((target) => !to.test(target)).map((target) => `${file} -> ${target}`) : [],
    );
  expect(outside(/^core\//, /^core\//)).toEqual([]);
  expect(outside(/^(aws|lambda|step-functions|terraform)\//, /^(aws|core|lambda|step-functions|terraform)\//)).toEqual(
    [],
  );
});
