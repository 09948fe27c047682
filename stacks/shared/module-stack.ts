import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  TerraformOutput,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import { type Construct, Node } from "constructs";
import { applyDynamicBlock, dynamicBlocks } from "./dynamic-block.ts";
import { isRecord } from "./hcl-value.ts";

/** A number that stands for a reference, as JavaScript writes it into a text. */
const numberToken = /-\d(?:\.\d+)?e\+\d+/g;

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

  /**
   * The stack in Terraform's JSON, with what CDKTF cannot say: dynamic blocks with blocks in them, preconditions of outputs, and numbers by
   * reference in a text, wherever they stand in it.
   *
   * @throws Error that names the element, for a value that has no form in HCL, or a dynamic block that the element does not have
   */
  override toTerraform(): unknown {
    const elements = this.node.findAll().filter((node) => TerraformElement.isTerraformElement(node));
    for (const element of elements) {
      try {
        if (TerraformOutput.isTerraformOutput(element)) refuseNull(element.value);
        this.resolve(element.toTerraform());
      } catch (error) {
        const { message } = error as Error;
        throw new Error(`${element.node.id}: ${message.replace(/^(Resolution error: )+/, "")}`, { cause: error });
      }
    }
    let synthesized = this.resolveNumbers(super.toTerraform()) as Readonly<Record<string, unknown>>;
    for (const element of elements) {
      for (const block of dynamicBlocks(element)) {
        const forEach = this.resolve(block.forEach);
        synthesized = replace(synthesized, bodyPath(element), (body) =>
          applyDynamicBlock(element.node.id, body, { ...block, forEach }),
        );
      }
      if (TerraformOutput.isTerraformOutput(element) && element.precondition !== undefined) {
        const { precondition: rule } = element;
        const precondition = [this.resolve({ condition: rule.condition as unknown, error_message: rule.errorMessage })];
        synthesized = replace(synthesized, bodyPath(element), (body) => ({ ...body, precondition }));
      }
    }
    return synthesized;
  }

  /** CDKTF finds a number's token only between characters that are in no number. */
  private resolveNumbers(value: unknown): unknown {
    if (typeof value === "string") {
      return value.replace(numberToken, (text) =>
        Token.isUnresolved(Number(text)) ? String(this.resolve(Number(text))) : text,
      );
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.resolveNumbers(item));
    }
    return isRecord(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [String(this.resolveNumbers(key)), this.resolveNumbers(inner)]),
        )
      : value;
  }

  private resolve(value: unknown): unknown {
    const resolver = new DefaultTokenResolver(new StringConcat());
    return Tokenization.resolve(value, { scope: this, resolver, preparing: false });
  }
}

/** CDKTF fails at a null in an output without saying where. */
function refuseNull(value: unknown): void {
  if (value === null) {
    throw new Error("CDKTF takes no null in an output: put the whole value into an expression, hclAny`${value}`.");
  }
  if (typeof value === "object" && !Tokenization.isResolvable(value) && !("fqn" in value)) {
    Object.values(value).forEach(refuseNull);
  }
}

/** Where an element's body stands in Terraform's JSON. */
function bodyPath(element: TerraformElement): readonly string[] {
  const parts = element.node.id.split(".");
  return parts[0] === "output" || parts[0] === "data" ? parts : ["resource", ...parts];
}

function replace(
  json: Readonly<Record<string, unknown>>,
  [key, ...path]: readonly string[],
  change: (body: Readonly<Record<string, unknown>>) => unknown,
): Readonly<Record<string, unknown>> {
  if (key === undefined) {
    return change(json) as Readonly<Record<string, unknown>>;
  }
  const inner = json[key];
  return { ...json, [key]: replace(isRecord(inner) ? inner : {}, path, change) };
}
