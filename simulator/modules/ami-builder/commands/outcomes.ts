import type { Test } from "../../../../lambdas/ami-builder/template/template.ts";
import type { Instance } from "../../../aws/ec2/instances/instance.ts";
import type { DeclaredCommand } from "../scenario.ts";

/** Something that is about to run on an instance. */
export interface Running {
  /** A step of a template, one of its tests, or a command of the module's own. */
  readonly kind: "step" | "test" | "own";
  readonly name: string;
  readonly template: string;
  /** The script, or the test's command. */
  readonly script: string;
  readonly instance: Instance;
}

/** What a scenario says of commands. An entry that is used up is no more. */
export class Outcomes {
  readonly #left: { readonly declared: DeclaredCommand; times: number }[];

  constructor(declared: readonly DeclaredCommand[]) {
    this.#left = declared.map((entry) => ({ declared: entry, times: entry.times ?? Infinity }));
  }

  /** The first entry that is about it. The module's own commands are meant only where they are named. */
  take(running: Running): DeclaredCommand | undefined {
    const found = this.#left.find(({ declared, times }) => times > 0 && isAbout(declared, running));
    if (found !== undefined) found.times -= 1;
    return found?.declared;
  }
}

function isAbout(declared: DeclaredCommand, running: Running): boolean {
  const { template, script, instance } = running;
  return (
    isNamed(declared, running) &&
    (declared.template ?? template) === template &&
    (declared.match === undefined || script.includes(declared.match)) &&
    (declared.on ?? placeOf(instance)) === placeOf(instance) &&
    (declared.architecture ?? instance.architecture) === instance.architecture
  );
}

function isNamed({ step, test }: DeclaredCommand, { kind, name }: Running): boolean {
  switch (kind) {
    case "step":
      return test === undefined && (step ?? name) === name;
    case "test":
      return step === undefined && (test ?? name) === name;
    case "own":
      return step === name;
  }
}

function placeOf({ Tags }: Instance): "builder" | "image" {
  return Tags.some(({ Key, Value }) => Key === "AmiBuilderRole" && Value === "builder") ? "builder" : "image";
}

/**
 * What a test prints when it passes: what it wants to see. Of a regular expression that is the expression itself, with the first of each choice
 * and without anchors and escapes; where that is no match a scenario has to say what the test prints.
 */
export function wantedOutput(test: Test | undefined): string {
  if (test?.expected !== undefined) return test.expected;
  const { expected_contains = [], expected_matches = "" } = test ?? {};
  return [...expected_contains, firstMatch(expected_matches)].filter((line) => line !== "").join("\n");
}

function firstMatch(expression: string): string {
  const chosen = expression.replaceAll(/(?<!\\)\((?:\?:)?([^()|]*?)(?:\|[^()]*)?(?<!\\)\)/g, "$1");
  return chosen.replaceAll(/^\^|\$$|\\(?=\W)/g, "");
}
