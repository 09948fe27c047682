import { isServiceAllowed, type ResourceStatement, type Statement } from "./policy.ts";

/** A role of the account. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  /** Who may assume it. */
  readonly trust: readonly ResourceStatement[];
  /** What it may do. */
  readonly policy: readonly Statement[];
}

/** A service that acts for a resource, as policies see it. */
export interface ServicePrincipal {
  /** Such as `events.amazonaws.com`. */
  readonly service: string;
  /** The resource, such as a rule. */
  readonly sourceArn: string;
}

/** Condition keys of a request that a service makes for a resource (IAM User Guide: The confused deputy problem). */
export function sourceConditions({ sourceArn }: ServicePrincipal): Readonly<Record<string, readonly string[]>> {
  return {
    "aws:SourceArn": [sourceArn],
    "aws:SourceAccount": [sourceArn.split(":")[4] ?? ""],
    "aws:SecureTransport": ["true"],
  };
}

/** ARN of a session of a role; a path of the role is no part of it. */
export function sessionArn(roleArn: string, sessionName: string): string {
  const [, partition = "", , , account = ""] = roleArn.split(":");
  return `arn:${partition}:sts::${account}:assumed-role/${roleArn.split("/").at(-1) ?? ""}/${sessionName}`;
}

/** Whether a role's trust policy lets EC2 assume it for an instance: EC2 says nothing of what it does it for (from memory). */
export function mayRunOnInstances({ arn, trust }: Role): boolean {
  const partition = arn.split(":")[1] ?? "";
  const services = ["ec2.amazonaws.com", ...(partition === "aws-cn" ? ["ec2.amazonaws.com.cn"] : [])];
  return services.some((service) => isServiceAllowed(trust, service, { action: "sts:AssumeRole", resource: arn }));
}

/** Whether a role's trust policy lets a service assume it. */
export function mayAssume({ arn, trust }: Role, principal: ServicePrincipal): boolean {
  const conditions = sourceConditions(principal);
  return isServiceAllowed(trust, principal.service, { action: "sts:AssumeRole", resource: arn, conditions });
}
