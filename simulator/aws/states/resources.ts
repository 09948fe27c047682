import { ModuleError } from "../../core/module-error.ts";
import type { EvaluatedModule } from "../../terraform/evaluate.ts";
import type { ResourceType } from "../../terraform/resources.ts";
import { regionalArn } from "../arn.ts";
import { policyOfRole } from "../iam/resources.ts";
import { findJson, textOf } from "../resource-values.ts";

/** What Terraform knows of the resources of Step Functions after it has applied them. */
export const statesResources: Readonly<Record<string, ResourceType>> = {
  aws_sfn_state_machine: {
    defaults: { type: "STANDARD", publish: false },
    computed: (given, at) => {
      const arn = regionalArn(at, "states", `stateMachine:${given.text("name")}`);
      return { id: arn, arn };
    },
  },
};

/** A state machine of the module. */
export interface ModuleStateMachine {
  readonly arn: string;
  readonly name: string;
  /** Its definition in Amazon States Language. */
  readonly definition: unknown;
  readonly roleArn: string;
  /** Statements of the policies of its role. */
  readonly policy: readonly unknown[];
}

/**
 * The state machines of a module.
 *
 * @throws ModuleError for one whose role is not the module's, and for an express workflow
 */
export function readStateMachines(module: EvaluatedModule): readonly ModuleStateMachine[] {
  return module.resources("aws_sfn_state_machine").map((resource) => {
    const roleArn = textOf(resource, "role_arn");
    const type = textOf(resource, "type");
    if (type !== "STANDARD") {
      throw new ModuleError(`${resource.address}: only state machines of the type STANDARD are simulated, not ${type}`);
    }
    return {
      arn: textOf(resource, "arn"),
      name: textOf(resource, "name"),
      definition: findJson(resource, "definition"),
      roleArn,
      policy: policyOfRole(module, roleArn),
    };
  });
}
