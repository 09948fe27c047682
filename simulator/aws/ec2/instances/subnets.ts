import { hexadecimalId } from "../../../core/hash.ts";

/** A subnet of the account. */
export interface Subnet {
  readonly id: string;
  readonly region: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  /** Whether it is one of the default VPC. */
  readonly isDefault: boolean;
  /** Whether instances get a public address unless they ask for none. */
  readonly givesPublicAddresses: boolean;
  /** The way out of it. */
  readonly route: "nat" | "internet-gateway" | "none";
}

/** The VPC that Terraform's data sources and EC2 take for the default one of a Region. */
export function defaultVpcId(accountId: string, region: string): string {
  return `vpc-${hexadecimalId(`${accountId} ${region}`, 17)}`;
}

/** The three subnets that every default VPC here has: public ones (VPC User Guide: default VPC components). */
export function defaultSubnets(accountId: string, region: string): readonly Subnet[] {
  return ["a", "b", "c"].map((zone) => ({
    id: `subnet-${hexadecimalId(`${accountId} ${region}${zone}`, 17)}`,
    region,
    vpcId: defaultVpcId(accountId, region),
    availabilityZone: `${region}${zone}`,
    isDefault: true,
    givesPublicAddresses: true,
    route: "internet-gateway",
  }));
}
