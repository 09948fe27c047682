import { expect, test } from "vitest";
import { errorNames } from "../../../lambdas/ami-builder/contract.ts";
import * as errors from "../../../lambdas/ami-builder/errors.ts";

test("every name of the contract has a class, which bears it", () => {
  const names = Object.values(errors).map((Class) => new Class("why", "code").name);
  expect(names.toSorted()).toEqual(Object.values(errorNames).toSorted());
  expect(Object.keys(errors).toSorted()).toEqual(names.toSorted());
});
