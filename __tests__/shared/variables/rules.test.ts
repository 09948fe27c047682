import { expect, it } from "vitest";
import { modules } from "../../../main.ts";

const variables = modules.flatMap((module) => module.variables.map((variable) => [module.name, variable] as const));
const rules = variables.flatMap(([module, { name, rules: own = [] }]) =>
  own.map((rule) => [`${module} ${name}`, name, rule] as const),
);

it.each(rules)(
  "a rule of %s looks at that input alone, for the sake of Terraform before 1.9",
  (_, name, { condition }) => {
    const named = [...condition.matchAll(/\bvar\.(\w+)/g)].map(([, other]) => other);
    expect(new Set(named)).toEqual(new Set([name]));
  },
);

it.each(rules)("a rule of %s says which input must be otherwise", (_, name, { errorMessage }) => {
  expect(errorMessage.startsWith(`${name} must`)).toBe(true);
});
