import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import { ModuleError } from "../../terraform/errors.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";
import { findText, textOf } from "../resource-values.ts";
import { dataTypes, parameterTypes } from "./parameters/parameter.ts";
import type { Parameter } from "./parameters/store.ts";

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

/**
 * The parameters that a module creates.
 *
 * @throws ModuleError for a type that Parameter Store does not have
 */
export function readParameters(module: EvaluatedModule): readonly Parameter[] {
  return module.resources("aws_ssm_parameter").map((parameter) => {
    const type = parameterTypes.find((known) => known === textOf(parameter, "type"));
    const dataType = dataTypes.find((known) => known === (findText(parameter.values, "data_type") ?? "text"));
    if (type === undefined || dataType === undefined) {
      throw new ModuleError(`${parameter.address} has a type or a data_type that is not simulated`);
    }
    return { name: textOf(parameter, "name"), value: textOf(parameter, "value"), type, dataType };
  });
}
