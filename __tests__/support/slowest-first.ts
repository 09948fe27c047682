import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take longest, the longest first. Vitest begins with those that took longest the last time, and in a fresh clone, where it
 * does not know, with the largest files: the smallest of all, which waits for Terraform, would come last, with the other cores idle.
 */
export const slowest = [
  "__tests__/ami-copier/terraform/terraform.test.ts",
  "__tests__/project/add-a-module.test.ts",
  "__tests__/ami-copier/simulator/convergence.test.ts",
  "__tests__/simulator/terraform/terraform.test.ts",
  "__tests__/generator/synth.test.ts",
  "__tests__/simulator/cli/simulate.test.ts",
  "__tests__/simulator/cli/ends.test.ts",
  "__tests__/ami-copier/terraform/made-in-the-same-configuration.test.ts",
  "__tests__/ami-copier/simulator/properties.test.ts",
  "__tests__/ami-copier/simulator/red-hat.test.ts",
];

/** Begins with the {@link slowest} files, so that what is left to the end is short. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = slowest.findIndex((path) => moduleId.endsWith(`/${path}`));
      return found < 0 ? slowest.length : found;
    };
    return sorted.sort((left, right) => place(left) - place(right));
  }
}
