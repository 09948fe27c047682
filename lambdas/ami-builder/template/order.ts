import type { Template } from "./template.ts";

type Templates = ReadonlyMap<string, Pick<Template, "base_ami">>;

/**
 * Templates that are built on each other in a circle.
 *
 * @returns the keys of each circle, each followed by the key of its base; the order does not depend on that of the templates
 */
export function dependencyCycles(templates: Templates): readonly (readonly string[])[] {
  const cycles = new Map<string, readonly string[]>();
  for (const key of templates.keys()) {
    const way: string[] = [];
    let next: string | undefined = key;
    while (next !== undefined && !way.includes(next)) {
      way.push(next);
      next = templates.get(next)?.base_ami.template;
    }
    if (next === key) {
      const first = way.indexOf(way.toSorted()[0] ?? key);
      const cycle = [...way.slice(first), ...way.slice(0, first)];
      cycles.set(cycle.join(" "), cycle);
    }
  }
  return [...cycles.values()];
}

/**
 * Puts templates in waves: what a template is built on is in an earlier wave. A base that is not among the wanted ones is not waited for.
 *
 * @param wanted keys of templates without circles
 * @param templates all templates
 * @returns keys in the order of their names, wave by wave
 */
export function dependencyWaves(wanted: readonly string[], templates: Templates): readonly (readonly string[])[] {
  const left = new Set(wanted.toSorted());
  const waves: string[][] = [];
  while (left.size > 0) {
    const wave = [...left].filter((key) => !left.has(templates.get(key)?.base_ami.template ?? ""));
    if (wave.length === 0) throw new Error(`These templates are built on each other: ${[...left].join(", ")}`);
    waves.push(wave);
    for (const key of wave) left.delete(key);
  }
  return waves;
}
