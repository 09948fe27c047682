import { InvalidInputError } from "../../shared/errors.ts";
import { listed } from "./fields.ts";
import type { ReadTemplates } from "./read.ts";
import type { Architecture, Template } from "./template.ts";

/** What an event asks for; what it leaves out is everything. */
export interface Selection {
  readonly templates?: readonly string[] | undefined;
  readonly architectures?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
}

/** One image to be: a template, an architecture and the Region that builds it. */
export interface SelectedCell {
  readonly template: string;
  readonly architecture: Architecture;
  /** Region that builds. */
  readonly region: string;
  /** Regions that it is published in. */
  readonly publish: readonly string[];
}

/** What an event selects. */
export interface Selected {
  /** Keys of the selected templates, wrong and blocked ones too, in the order of their names. */
  readonly templates: readonly string[];
  /** Cells of the templates that can be built, and of those that are blocked. */
  readonly cells: readonly SelectedCell[];
}

/**
 * Finds the cells that an event asks for. Where a template's images are built in one Region and copied, `regions` says only where they are
 * published.
 *
 * @param selection the event's fields
 * @param read all templates
 * @param region the provider's Region
 * @throws InvalidInputError that lists the known, for a template, an architecture or a Region that none has
 */
export function selectCells(selection: Selection, read: ReadTemplates, region: string): Selected {
  const keys = [...read.templates.keys(), ...read.wrong.keys(), ...read.blocked.keys()].sort();
  requireKnown("templates", selection.templates, keys, "a key of the input templates");
  const selected = keys.filter((key) => selection.templates?.includes(key) ?? true);
  const templates = selected.flatMap((key) => read.templates.get(key) ?? read.blocked.get(key)?.template ?? []);
  // What a wrong template has is not known: it fails for itself, and an event for it alone is no wrong event.
  const isAnyWrong = selected.some((key) => read.wrong.has(key));
  if (!isAnyWrong || templates.length > 0) {
    const known = <Item extends string>(of: (template: Template) => readonly Item[]) =>
      [...new Set(templates.flatMap(of))].sort();
    requireKnown("architectures", selection.architectures, known(architecturesOf), "one that the templates have");
    requireKnown(
      "regions",
      selection.regions,
      known(({ regions }) => regions),
      "one that the templates have",
    );
  }
  return { templates: selected, cells: templates.flatMap((template) => cellsOf(template, selection, region)) };
}

function cellsOf(template: Template, { architectures, regions }: Selection, region: string): readonly SelectedCell[] {
  const { key, region_strategy } = template;
  const publish = template.regions.filter((each) => regions?.includes(each) ?? true);
  const places =
    region_strategy === "build"
      ? publish.map((each) => ({ region: each, publish: [each] }))
      : publish.length === 0
        ? []
        : [{ region, publish }];
  return architecturesOf(template)
    .filter((architecture) => architectures?.includes(architecture) ?? true)
    .flatMap((architecture) => places.map((place) => ({ template: key, architecture, ...place })));
}

function architecturesOf({ base_ami }: Template): readonly Architecture[] {
  return base_ami.architecture;
}

function requireKnown(
  field: string,
  asked: readonly string[] | undefined,
  known: readonly string[],
  what: string,
): void {
  const unknown = (asked ?? []).filter((item) => !known.includes(item));
  if (unknown.length === 0) return;
  const there = known.length === 0 ? "there are none" : `known are ${listed(known, "and")}`;
  throw new InvalidInputError(
    `${field} has ${unknown.map((item) => JSON.stringify(item)).join(", ")} but each must be ${what}: ${there}.`,
  );
}
