import { type TerraformElement, TerraformStack } from "cdktf";
import { type Construct, Node } from "constructs";

/** The least versions a module works with. */
export interface Requirements {
  /** Constraint on Terraform, for example `>= 1.3`. */
  readonly terraform: string;
  /** Constraint on hashicorp/aws. */
  readonly aws: string;
}

/**
 * A stack that is a Terraform module: it says which provider it needs but configures none and has no backend, for both are the
 * caller's. The idea is that of `@cdktf/tf-module-stack`.
 *
 * The id of every element in it is its full address, `aws_iam_role.lambda` or `var.tags`, so that a search for an address
 * that a plan shows finds its source.
 */
export class ModuleStack extends TerraformStack {
  constructor(scope: Construct, id: string, requirements: Requirements) {
    super(scope, id);
    this.addOverride("terraform.required_version", requirements.terraform);
    this.addOverride("terraform.required_providers.aws", { source: "hashicorp/aws", version: requirements.aws });
  }

  /** The name in an element's address: what stands behind the last dot of its id. */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const id = element instanceof Node ? element.id : element.node.id;
    return id.slice(id.lastIndexOf(".") + 1);
  }
}
