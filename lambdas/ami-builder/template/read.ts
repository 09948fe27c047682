import * as z from "zod/mini";
import { aliases } from "./aliases.ts";
import { dependencyCycles } from "./order.ts";
import { normalize, type TemplateDefaults } from "./normalize.ts";
import { describeProblems } from "./problems.ts";
import { brokenRules, type RuleContext } from "./rules.ts";
import { templateSchema } from "./schema.ts";
import type { Template } from "./template.ts";

/** The module's inputs as far as templates go by them. */
export interface TemplateContext extends Omit<RuleContext, "keys"> {
  readonly defaults: TemplateDefaults;
}

/** All templates, told apart by whether they can be built. Every key is in exactly one of the three. */
export interface ReadTemplates {
  readonly templates: ReadonlyMap<string, Template>;
  /** Messages for an InvalidTemplateError each. */
  readonly wrong: ReadonlyMap<string, string>;
  /** Templates that are right, and whose base is not built as it or its base is wrong: the key of that base. */
  readonly blocked: ReadonlyMap<string, { readonly template: Template; readonly base: string }>;
}

/**
 * Reads all templates.
 *
 * @param decoded what Terraform makes of their YAML: an object of templates by key
 * @param context the module's inputs
 */
export function readTemplates(decoded: Readonly<Record<string, unknown>>, context: TemplateContext): ReadTemplates {
  const keys = Object.keys(decoded).sort();
  const templates = new Map<string, Template>();
  const wrong = new Map<string, string>();
  for (const key of keys) {
    const result = readTemplate(key, decoded[key], { ...context, keys });
    if ("template" in result) templates.set(key, result.template);
    else wrong.set(key, message(key, result.problems));
  }
  for (const cycle of dependencyCycles(templates)) {
    for (const key of cycle) {
      templates.delete(key);
      const way = [...cycle.slice(cycle.indexOf(key)), ...cycle.slice(0, cycle.indexOf(key)), key].join(" -> ");
      wrong.set(
        key,
        message(key, [
          `base_ami.template must not lead back to the template, as in ${way}: use base_ami.source in one of them`,
        ]),
      );
    }
  }
  return { ...withoutBlocked(templates), wrong };
}

/** One template: itself, or everything that is wrong with it. */
function readTemplate(
  key: string,
  decoded: unknown,
  context: TemplateContext & RuleContext,
): { readonly template: Template } | { readonly problems: readonly string[] } {
  const value = withOn(decoded);
  const parsed = z.safeParse(templateSchema, value);
  if (parsed.success) {
    const template = normalize(key, parsed.data, context.region, context.defaults);
    const problems = brokenRules(template, context).map(({ problem }) => problem);
    return problems.length === 0 ? { template } : { problems };
  }
  return {
    problems: [...describeProblems(parsed.error, value), ...rulesAmongRightFields(key, value, parsed.error, context)],
  };
}

/** What is wrong between the fields of a template that are right by themselves, so that all problems are told at once. */
function rulesAmongRightFields(
  key: string,
  value: unknown,
  { issues }: z.core.$ZodError,
  context: TemplateContext & RuleContext,
): readonly string[] {
  const bad = new Set(issues.flatMap(({ path: [first], ...issue }) => first ?? ("keys" in issue ? issue.keys : [])));
  const right = isRecord(value) ? Object.entries(value).filter(([field]) => !bad.has(field)) : [];
  const parsed = z.safeParse(templateSchema, { ...placeholders, ...Object.fromEntries(right) });
  if (!parsed.success) return [];
  return brokenRules(normalize(key, parsed.data, context.region, context.defaults), context)
    .filter(({ fields }) => !fields.some((field) => bad.has(field)))
    .map(({ problem }) => problem);
}

/** In place of the fields that a template must have. */
const placeholders = { name: "name", base_ami: { source: aliases[0] } };

function message(key: string, problems: readonly string[]): string {
  return `The template ${key} is not right: ${problems.join("; ")}.`;
}

/** What depends on a template that is not there is blocked, whatever depends on that too. */
function withoutBlocked(all: ReadonlyMap<string, Template>): Pick<ReadTemplates, "templates" | "blocked"> {
  const templates = new Map(all);
  const blocked = new Map<string, { readonly template: Template; readonly base: string }>();
  let before: number;
  do {
    before = templates.size;
    for (const [key, template] of templates) {
      const base = template.base_ami.template;
      if (base !== undefined && !templates.has(base)) {
        templates.delete(key);
        blocked.set(key, { template, base });
      }
    }
  } while (templates.size < before);
  return { templates, blocked };
}

/** Terraform reads `on` without quotes as YAML 1.1 does, as true, and so the field of that name. */
function withOn(decoded: unknown): unknown {
  if (!isRecord(decoded) || !Array.isArray(decoded["validation_tests"])) return decoded;
  const tests = decoded["validation_tests"].map((test: unknown) => {
    if (!isRecord(test) || Object.hasOwn(test, "on") || !Object.hasOwn(test, "true")) return test;
    const { true: on, ...others } = test;
    return { ...others, on };
  });
  return { ...decoded, validation_tests: tests };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
