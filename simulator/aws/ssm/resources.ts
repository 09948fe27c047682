import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";
import { textOf } from "../resource-values.ts";

/** What Terraform knows of the resources of Parameter Store after it has applied them. */
export const ssmResources: Readonly<Record<string, ResourceType>> = {
  aws_ssm_parameter: {
    computed: (given, at) => ({
      id: given.text("name"),
      arn: regionalArn(at, "ssm", `parameter/${given.text("name").replace(/^\//, "")}`),
      version: 1,
    }),
  },
};

/** A parameter that the module creates. */
export interface ModuleParameter {
  readonly name: string;
  readonly value: string;
}

/** The parameters that a module creates. */
export function readParameters(module: EvaluatedModule): readonly ModuleParameter[] {
  return module
    .resources("aws_ssm_parameter")
    .map((parameter) => ({ name: textOf(parameter, "name"), value: textOf(parameter, "value") }));
}
