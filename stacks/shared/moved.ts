import { TerraformElement } from "cdktf";
import type { Construct } from "constructs";

/** Where a resource was, and where it is now: addresses of resources, of one of their instances, or of modules. */
export interface Move {
  /** The address in a former version of the module, for example `aws_iam_role.lambda`. */
  readonly from: string;
  /** The address now, for example `aws_iam_role.function["initiator"]`. */
  readonly to: string;
}

/** A `moved` block. */
export class Moved extends TerraformElement {
  readonly move: Move;

  constructor(scope: Construct, move: Move) {
    // A slash, which a key may have, would end the id.
    super(scope, `moved.${move.from.replaceAll("/", "|")}`);
    this.move = move;
  }

  override toTerraform(): unknown {
    return { moved: [{ from: this.move.from, to: this.move.to }] };
  }
}

/**
 * Says that a resource has another address than in a former version of the module, so that an upgrade keeps what exists. The blocks stand
 * in `moved.tf`, and stay: an address is part of the contract with users, who may skip versions.
 *
 * @param scope any part of the module
 * @param move the addresses
 */
export function moved(scope: Construct, move: Move): void {
  new Moved(scope, move);
}
