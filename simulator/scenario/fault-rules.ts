import { operationsAtAws, servedOperations } from "../aws/operations.ts";
import { type AwsServiceName, awsServiceNames } from "../aws/services.ts";
import type { Fault } from "../core/faults.ts";
import type { HostOperations } from "../core/server/host.ts";
import { suggestion } from "../core/closest.ts";

/** What is wrong with a fault. */
export interface FaultProblem {
  readonly field: "service" | "operation" | "every" | "seconds";
  /** What the field must be: `must be …`. */
  readonly rule: string;
  /** What to do about it; empty where the rule says it. */
  readonly remedy: string;
}

/** What faults can hit: the services of AWS by their names in a signature, and the hosts that the module reaches beside AWS. */
export function faultTargets(hosts: readonly HostOperations[]): readonly string[] {
  return [...awsServiceNames, ...hosts.map(({ name }) => name)];
}

/**
 * Why a fault could never do what it says. What hits nothing would pass for a test that went well.
 *
 * @param fault whose kind and numbers are checked already
 * @param hosts what the module reaches beside AWS
 * @returns the first problem; undefined when it may hit
 */
export function findFaultProblem(
  { kind, service, operation, call, every, seconds }: Fault,
  hosts: readonly HostOperations[],
): FaultProblem | undefined {
  if (kind === "slow" && seconds === undefined) {
    return { field: "seconds", rule: "must be given", remedy: "say how many seconds a slow answer takes" };
  }
  if (kind !== "slow" && seconds !== undefined) {
    return { field: "seconds", rule: `must be left out of ${kind}`, remedy: "only slow takes seconds" };
  }
  if (call !== undefined && every !== undefined) {
    return { field: "every", rule: "must be left out beside call", remedy: "make two faults of it" };
  }
  const targets = faultTargets(hosts);
  if (service !== undefined && !targets.includes(service)) {
    return { field: "service", rule: `must be one of ${targets.join(", ")}`, remedy: suggestion(service, targets) };
  }
  return operation === undefined ? undefined : findOperationProblem(operation, service, hosts);
}

function findOperationProblem(
  operation: string,
  service: string | undefined,
  hosts: readonly HostOperations[],
): FaultProblem | undefined {
  const served = servedBy(service, hosts);
  if (served.includes(operation)) {
    return undefined;
  }
  const field = "operation";
  const names = served.join(", ");
  const atAws = awsServiceNames
    .filter((name) => service === undefined || name === service)
    .find((name) => operationsAtAws(name).includes(operation));
  if (atAws !== undefined) {
    const remedy = `${atAws} has it at AWS, but here nothing can call it`;
    return { field, rule: `must be one that the simulator answers (${names})`, remedy };
  }
  const other = ownerOf(operation, hosts);
  const remedy = other === undefined ? suggestion(operation, served) : `${other} has it`;
  return { field, rule: `must be an operation of ${service ?? "a service"}, in the same case (${names})`, remedy };
}

function servedBy(service: string | undefined, hosts: readonly HostOperations[]): readonly string[] {
  if (service === undefined) {
    return [...Object.values(servedOperations).flat(), ...hosts.flatMap(({ operations }) => operations)];
  }
  const host = hosts.find(({ name }) => name === service);
  return host?.operations ?? servedOperations[service as AwsServiceName];
}

/** The service or host that answers an operation. */
function ownerOf(operation: string, hosts: readonly HostOperations[]): string | undefined {
  return (
    awsServiceNames.find((name) => servedOperations[name].includes(operation)) ??
    hosts.find(({ operations }) => operations.includes(operation))?.name
  );
}
