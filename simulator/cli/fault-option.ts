import { InvalidArgumentError } from "commander";
import { awsServiceNames } from "../aws/services.ts";
import { type Fault, type FaultKind, faultKinds } from "../core/faults.ts";

const pattern = /^([a-z-]+)(?::([a-z0-9-]+)(?:\.([A-Za-z]+))?)?(?:([@/])(\d+))?(?:=(\d+(?:\.\d+)?))?$/;

/** How a fault is typed. */
export const faultSyntax = "KIND[:SERVICE[.OPERATION]][@N or /N][=SECONDS]";

/**
 * Makes a reader of faults that adds what was typed to those before; it throws InvalidArgumentError with the rule.
 *
 * @param hosts what calls may go to beside AWS
 */
export function faultReader(hosts: readonly string[]): (text: string, earlier?: readonly Fault[]) => readonly Fault[] {
  const services: readonly string[] = [...awsServiceNames, ...hosts];
  return (text, earlier = []) => {
    const [, kind = "", service, operation, position, number, seconds] = pattern.exec(text) ?? [];
    if (!(kind in faultKinds) || (service !== undefined && !services.includes(service))) {
      throw new InvalidArgumentError(
        `It must be ${faultSyntax}, KIND one of ${Object.keys(faultKinds).join(", ")}, and SERVICE one of ${services.join(", ")}.`,
      );
    }
    return [
      ...earlier,
      {
        kind: kind as FaultKind,
        ...(service === undefined ? {} : { service }),
        ...(operation === undefined ? {} : { operation }),
        ...(position === "@" ? { call: Number(number) } : {}),
        ...(position === "/" ? { every: Number(number) } : {}),
        ...(seconds === undefined ? {} : { seconds: Number(seconds) }),
      },
    ];
  };
}
