import { TerraformOutput } from "cdktf";
import { templatePreconditions } from "../../../stacks/ami-builder/template-rules.ts";
import { templatesVariable } from "../../../variables/ami-builder-templates.ts";
import { writeStack } from "../../generator/support/stack.ts";

/** Files of a module that has nothing but the rules of templates, its Region an input: no provider is needed. */
export async function templateModule(): Promise<ReadonlyMap<string, string>> {
  const files = await writeStack(
    (stack) => {
      const rules = templatePreconditions({
        region: "var.region",
        regional: "var.regional",
        buildTimeoutHours: "var.build_timeout_hours",
        tags: "var.tags",
      });
      for (const [index, precondition] of rules.entries()) {
        new TerraformOutput(stack, `output.rule_${index}`, { value: "kept", precondition });
      }
    },
    [
      templatesVariable,
      { name: "region", type: "string", default: "us-east-1", description: "Region." },
      {
        name: "regional",
        type: "map(object({ subnet_ids = optional(list(string), []) }))",
        default: {},
        description: "Regions.",
      },
      { name: "build_timeout_hours", type: "number", default: 8, description: "Hours." },
      { name: "tags", type: "map(string)", default: {}, description: "Tags." },
    ],
  );
  // Terraform would fetch the provider, of which nothing is used.
  return new Map([...files].filter(([name]) => name !== "versions.tf"));
}
