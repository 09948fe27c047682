import { lines, type NamedVariable, type VariableRule } from "./variable.ts";

/*
 * What Terraform can know of templates when it plans, so that `terraform plan` refuses what no build could use and names template and field.
 * Functions check everything again, and the rest, when they run. The operators && and || look at both sides before Terraform 1.12, and an
 * error on either is one of the whole: hence the conditionals and `try`.
 */

/** A rule of each template: an expression of what to say of those that break it. */
export interface TemplateRule {
  /** The rule and the remedy, as a sentence. */
  readonly errorMessage: string;
  /** A list of texts, one for each place that breaks it, as an expression. */
  readonly broken: string;
}

/** Every template that is YAML with fields. */
const inTemplates = "for key, text in var.templates :";
const template = "yamldecode(text)";
const isTemplate = `can(keys(${template}))`;
/** Numbers and booleans are converted to texts wherever a text is taken; JSON tells them apart. */
const isText = (value: string) => `can(regex("^\\"", jsonencode(${value})))`;
const isList = (value: string) => `can(regex("^\\\\[", jsonencode(${value})))`;
const has = (field: string) => `can(${template}.${field})`;

/** Places in templates where a condition does not hold; without a value, as for a field of another type, it does not either. */
function brokenWhere(place: string, holds: string): string {
  return `[${inTemplates} "${place}" if ${isTemplate} ? !try(${holds}, false) : false]`;
}

/** Scripts of a template, by the name of their field. */
const scripts = `concat(try([{ field = "setup_script", script = ${template}.setup_script }], []), try([for index, step in ${template}.steps : { field = "steps.\${index}.script", script = step.script }], []))`;

/** Most characters of 64 KiB in Base64, without what fills the last ones up: bytes cannot be counted otherwise. */
const scriptCharacters = 87_382;

const architecture = `${template}.base_ami.architecture`;

/** Rules that need nothing but the templates. */
export const templateRules: readonly TemplateRule[] = [
  {
    errorMessage:
      'templates must be YAML of one document with fields: give the contents of a file, file("templates/a.yml"), and look at its indentation.',
    broken: `[${inTemplates} key if !${isTemplate}]`,
  },
  {
    errorMessage:
      "templates must have a name each, a text of 1 to 128 characters: add it, in quotes where it looks like a number.",
    broken: brokenWhere(
      "${key}: name",
      `${isText(`${template}.name`)} && length(trimspace(${template}.name)) > 0 && length(${template}.name) <= 128`,
    ),
  },
  {
    errorMessage:
      "templates must have base_ami each, with either source or template: add base_ami.source, or remove one of the two.",
    broken: brokenWhere("${key}: base_ami", `${has("base_ami.source")} != ${has("base_ami.template")}`),
  },
  {
    errorMessage:
      "templates must have base_ami.architecture as a list of x86_64 and arm64, each once: correct it, or leave it out for x86_64.",
    broken: brokenWhere(
      "${key}: base_ami.architecture",
      `${has("base_ami.architecture")} ? ${isList(architecture)} && length(${architecture}) > 0 && length(distinct(${architecture})) == length(${architecture}) && alltrue([for item in ${architecture} : contains(["x86_64", "arm64"], item)]) : true`,
    ),
  },
  {
    errorMessage:
      "templates must have version as a text of 1 to 64 letters, digits, spaces and _.:/=+-@: put it in quotes, as YAML takes 1.10 for the number 1.1.",
    broken: brokenWhere(
      "${key}: version",
      `${has("version")} ? ${isText(`${template}.version`)} && can(regex("^[\\\\p{L}\\\\p{N}_.:/=+@-][\\\\p{L}\\\\p{Z}\\\\p{N}_.:/=+@-]{0,63}$", ${template}.version)) : true`,
    ),
  },
  {
    errorMessage:
      "templates must have the key of another template in base_ami.template: correct it, or use base_ami.source.",
    broken: brokenWhere(
      "${key}: base_ami.template",
      `${has("base_ami.template")} ? ${template}.base_ami.template != key && contains(keys(var.templates), ${template}.base_ami.template) : true`,
    ),
  },
  {
    errorMessage:
      "templates must have scripts of at most 64 KiB: split a longer one into steps, or let it fetch what is large.",
    broken: `flatten([${inTemplates} [for script in ${scripts} : "\${key}: \${script.field}" if length(replace(try(base64encode(script.script), ""), "=", "")) > ${scriptCharacters}] if ${isTemplate}])`,
  },
];

/** A rule as one of the variable's. */
function toVariableRule({ errorMessage, broken }: TemplateRule): VariableRule {
  return { condition: `length(${broken}) == 0`, errorMessage, found: `join(", ", ${broken})` };
}

/** The templates, as texts in YAML. */
export const templatesVariable: NamedVariable<"templates", "map(string)"> = {
  name: "templates",
  type: "map(string)",
  default: {},
  description: lines(
    "Templates of images by key, each a text in YAML:",
    '{ for file in fileset("templates", "*.yml") : trimsuffix(file, ".yml") => file("templates/${file}") }.',
    "The key is the template's name in parameters, tags and events. The table of its fields is in docs/ami-builder.md.",
  ),
  rules: [
    {
      condition:
        'alltrue([for key in keys(var.templates) : can(regex("^[a-z0-9][a-z0-9-]{1,39}$", key)) && key != "captures"])',
      errorMessage:
        "templates must have keys of 2 to 40 lower-case letters, digits and hyphens that begin with no hyphen, and none of them captures, where the parameters of captured images are.",
    },
    ...templateRules.map(toVariableRule),
  ],
};

/** What rules of templates look at beside them, as expressions. */
export interface TemplateSurroundings {
  /** The provider's Region. */
  readonly region: string;
  /** The input `regional`: subnets by Region. */
  readonly regional: string;
  /** The input `build_timeout_hours`. */
  readonly buildTimeoutHours: string;
  /** The input `tags`. */
  readonly tags: string;
}

const stepSeconds = `sum(concat([${has("setup_script")} ? 1800 : 0], try([for step in ${template}.steps : try(step.timeout_seconds, 1800) * (try(step.retries, 0) + 1)], [])))`;
const regions = `try(tolist(${template}.regions), [])`;
const isBuilt = `try(${template}.region_strategy == "build", false)`;

/**
 * Rules of templates that need other inputs or the provider: preconditions, as a variable's own rules may look at other variables only
 * since Terraform 1.9.
 */
export function surroundingRules(given: TemplateSurroundings): readonly TemplateRule[] {
  return [
    {
      errorMessage:
        "templates must list the provider's Region in regions, as images are built there and copied: add it, or set region_strategy to build.",
      broken: `[${inTemplates} "\${key}: regions" if ${has("regions")} ? !${isBuilt} && !contains(${regions}, ${given.region}) : false]`,
    },
    {
      errorMessage:
        "templates with region_strategy build need subnets in each of their Regions: add subnet_ids of the Region to regional, or build in one and copy.",
      broken: `flatten([${inTemplates} [for region in ${regions} : "\${key}: regions, \${region}" if region != ${given.region} && length(try(${given.regional}[region].subnet_ids, [])) == 0] if ${isBuilt}])`,
    },
    {
      errorMessage:
        "templates must have steps that fit into build_timeout_hours with all their retries: lower timeout_seconds or retries, or raise build_timeout_hours.",
      broken: `[${inTemplates} "\${key}: steps" if try(${stepSeconds} > ${given.buildTimeoutHours} * 3600, false)]`,
    },
    {
      errorMessage:
        "templates and the input tags must have at most 37 tags together: AWS allows 50, and the module writes up to 13 of its own.",
      broken: `[${inTemplates} "\${key}: tags" if try(length(merge(${given.tags}, ${template}.tags)) > 37, false)]`,
    },
  ];
}
