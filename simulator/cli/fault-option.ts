import { InvalidArgumentError } from "commander";
import { type Fault, type FaultKind, faultKinds } from "../core/faults.ts";
import type { HostOperations } from "../core/server/host.ts";
import { suggestion } from "../core/closest.ts";
import { faultTargets, findFaultProblem } from "../scenario/fault-rules.ts";

/** KIND, then what it hits, which of the calls, and seconds. A host may have dots and hyphens in its name. */
const pattern = /^([A-Za-z-]+)(?::([^@/=\s]+))?(?:([@/])(\d+))?(?:=(\d+(?:\.\d+)?))?$/;

/** How a fault is typed. */
export const faultSyntax = "KIND[:SERVICE[.OPERATION]][@N or /N][=SECONDS]";

/**
 * Makes a reader of faults that adds what was typed to those before; it throws
 * InvalidArgumentError with what stands behind the option's name in the message.
 *
 * @param hosts what calls may go to beside AWS
 */
export function faultReader(
  hosts: readonly HostOperations[],
): (text: string, earlier?: readonly Fault[]) => readonly Fault[] {
  return (text, earlier = []) => {
    const fault = readFault(text, hosts);
    const problem = findFaultProblem(fault, hosts);
    if (problem !== undefined) {
      const { field, rule, remedy } = problem;
      throw new InvalidArgumentError(`${text}: its ${field} ${rule}${remedy === "" ? "" : `: ${remedy}`}`);
    }
    return [...earlier, fault];
  };
}

function readFault(text: string, hosts: readonly HostOperations[]): Fault {
  const [, kind, target, position, number = "1", seconds = "1"] = pattern.exec(text) ?? [];
  if (kind === undefined || Number(number) < 1 || Number(seconds) <= 0) {
    throw new InvalidArgumentError(`must be ${faultSyntax} with N and SECONDS more than 0, but is ${text}`);
  }
  const kinds = Object.keys(faultKinds);
  if (!kinds.includes(kind)) {
    const hint = suggestion(kind, kinds);
    throw new InvalidArgumentError(
      `${text}: its KIND must be one of ${kinds.join(", ")}${hint === "" ? "" : `: ${hint}`}`,
    );
  }
  return {
    kind: kind as FaultKind,
    ...(target === undefined ? {} : readTarget(target, faultTargets(hosts))),
    ...(position === "@" ? { call: Number(number) } : {}),
    ...(position === "/" ? { every: Number(number) } : {}),
    ...(text.includes("=") ? { seconds: Number(seconds) } : {}),
  };
}

/** The longest service or host that it begins with, and the operation behind it; a name that is none stays whole up to its first dot. */
function readTarget(target: string, services: readonly string[]): Pick<Fault, "service" | "operation"> {
  const [known] = services
    .filter((name) => target === name || target.startsWith(`${name}.`))
    .sort((left, right) => right.length - left.length);
  const service = known ?? target.split(".")[0] ?? "";
  return target === service ? { service } : { service, operation: target.slice(service.length + 1) };
}
