import { hasEveryArchitecture } from "./aliases.ts";
import { listed } from "./fields.ts";
import { setupName } from "./normalize.ts";
import type { TemplateFields } from "./schema.ts";
import type { Template } from "./template.ts";

/** What the rules look at beside the template. */
export interface RuleContext {
  /** The provider's Region. */
  readonly region: string;
  /** Keys of all templates. */
  readonly keys: readonly string[];
  readonly build_timeout_hours: number;
  /** Who may own a base image that is found by its name: the input `base_owner_ids`. */
  readonly base_owner_ids: readonly string[];
}

/** A rule that a template breaks. */
export interface BrokenRule {
  /** Fields of the template that the rule looks at. */
  readonly fields: readonly (keyof TemplateFields)[];
  /** A sentence without its full stop: field, rule and remedy. */
  readonly problem: string;
}

/** The module's own steps and logs have these names. */
const ownSteps = ["prepare", "tests", "hygiene"];

/**
 * Looks for rules that a template breaks: those that look at several of its fields, or at what is around it.
 */
export function brokenRules(template: Template, context: RuleContext): readonly BrokenRule[] {
  return [...baseRules(template, context), ...regionRules(template, context), ...scriptRules(template, context)];
}

function baseRules({ key, base_ami, regions, region_strategy }: Template, context: RuleContext): readonly BrokenRule[] {
  const { source, template, architecture } = base_ami;
  const broken: BrokenRule[] = [];
  if ((source === undefined) === (template === undefined)) {
    broken.push({ fields: ["base_ami"], problem: "base_ami must have either source or template: give one of them" });
  }
  if (template === key) {
    broken.push({
      fields: ["base_ami"],
      problem: "base_ami.template must not be the template itself: name another one, or use base_ami.source",
    });
  } else if (template !== undefined && !context.keys.includes(template)) {
    const others = context.keys.filter((other) => other !== key);
    const known = others.length === 0 ? "there is no other" : `the others are ${listed(others, "and")}`;
    broken.push({
      fields: ["base_ami"],
      problem: `base_ami.template is ${JSON.stringify(template)} but must be the key of another template: ${known}`,
    });
  }
  if (source !== undefined && architecture.length > 1 && !hasEveryArchitecture(source)) {
    broken.push({
      fields: ["base_ami"],
      problem:
        "base_ami.architecture must be one architecture where source is one image: use an alias or {owner, name}, or a template for each",
    });
  }
  if (typeof source === "string" && source.startsWith("ami-") && region_strategy === "build" && regions.length > 1) {
    broken.push({
      fields: ["base_ami", "regions", "region_strategy"],
      problem:
        "base_ami.source must not be an image id where several Regions build, as each Region has other ids: use an alias, a parameter or {owner, name}",
    });
  }
  if (typeof source === "object" && !context.base_owner_ids.includes(source.owner)) {
    broken.push({
      fields: ["base_ami"],
      problem: `base_ami.source.owner is ${JSON.stringify(source.owner)} but must be one of base_owner_ids, ${context.base_owner_ids.join(", ")}: add it to that input if you trust it`,
    });
  }
  return broken;
}

function regionRules({ regions, region_strategy }: Template, { region }: RuleContext): readonly BrokenRule[] {
  if (region_strategy !== "copy" || regions.includes(region)) return [];
  return [
    {
      fields: ["regions", "region_strategy"],
      problem: `regions must have ${region}, the provider's Region, where images are built with region_strategy copy: add it, or set region_strategy to build`,
    },
  ];
}

function scriptRules(template: Template, { build_timeout_hours }: RuleContext): readonly BrokenRule[] {
  const { steps, validation_tests, check_ports, ports } = template;
  const broken: BrokenRule[] = [];
  const seconds = buildSeconds(template);
  if (seconds > build_timeout_hours * 3600) {
    broken.push({
      fields: ["setup_script", "steps"],
      problem: `steps may take ${seconds} seconds with all their retries but must fit into build_timeout_hours, ${build_timeout_hours * 3600} seconds: lower timeout_seconds or retries, or raise that input`,
    });
  }
  const names = steps.map(({ name }) => name);
  for (const name of twice(names)) {
    const why = name === setupName ? "setup_script is the step of that name" : "logs and errors have it";
    broken.push({
      fields: ["setup_script", "steps"],
      problem: `steps must not have the name ${JSON.stringify(name)} twice, as ${why}: rename one`,
    });
  }
  for (const name of names.filter((each) => ownSteps.includes(each))) {
    broken.push({
      fields: ["steps"],
      problem: `steps must not have the name ${JSON.stringify(name)}, which a step of the module's own has: rename it`,
    });
  }
  for (const name of twice(validation_tests.map((test) => test.name))) {
    broken.push({
      fields: ["validation_tests", "check_ports", "ports"],
      problem: `validation_tests must not have the name ${JSON.stringify(name)} twice, as results have it: rename one`,
    });
  }
  if (check_ports && ports.length === 0) {
    broken.push({
      fields: ["check_ports", "ports"],
      problem: "check_ports must be false without ports: list the ports, or remove it",
    });
  }
  return broken;
}

/** Seconds that the steps of a template may take, every retry counted. */
export function buildSeconds({ steps }: Pick<Template, "steps">): number {
  return steps.reduce((sum, { timeout_seconds, retries }) => sum + timeout_seconds * (retries + 1), 0);
}

function twice(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
