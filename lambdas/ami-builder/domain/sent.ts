import { instanceRoles, type InstanceRole, keys } from "../contract.ts";
import type { Prepared } from "../prepared.ts";
import { onceCommand, type ShellCommand } from "../scripts/command.ts";
import type { Work } from "../shapes.ts";
import type { PlannedCommand } from "./commands.ts";

/** Seconds between two tries of a step. */
export const retrySeconds = 10;
/** Tests on the booted image are tried again so often for so long: services take their time after a boot. */
const repeatSeconds = 15;
const repeatForSeconds = 120;

/** Folder of a command's output in the bucket; one for each try. */
export function logFolder(work: Pick<Work, "id" | "attempt" | "command">, { number, name }: PlannedCommand): string {
  const folder = keys.log(work.id, work.attempt, number, name);
  return work.command.attempt === 0 ? folder : `${folder}-${work.command.attempt}`;
}

/**
 * A command as it is sent: the same for each delivery of one try.
 *
 * @param work what is worked on, and which try of the command it is
 * @param command the command
 * @param prepared what the script is told of the build
 * @param instanceId the instance that it is for
 */
export function sentCommand(
  work: Pick<Work, "id" | "attempt" | "command">,
  command: PlannedCommand,
  prepared: Pick<Prepared, "template" | "version" | "architecture" | "region" | "base_image_id">,
  instanceId: string,
): ShellCommand {
  const { template, version, architecture, region, base_image_id } = prepared;
  return onceCommand({
    kind: command.kind,
    name: command.name,
    ...(command.tests.length === 0 ? {} : { tests: command.tests.map(({ name }) => name) }),
    build: { template, version, architecture, region, baseImage: base_image_id, id: work.id },
    attempt: work.attempt,
    instanceId,
    index: command.number,
    retry: work.command.attempt,
    script: command.script,
    timeoutSeconds: command.timeoutSeconds,
    reboot: command.reboot,
  });
}

/** Whether a command is repeated on an instance that has just booted until it succeeds. */
export function isRepeated({ kind }: PlannedCommand, role: InstanceRole): boolean {
  return kind === "tests" && role === instanceRoles.verifier;
}

/**
 * Seconds until failed tests are tried again.
 *
 * @param seconds since they were sent first
 * @returns undefined if they are not
 */
export function repeatAfter(command: PlannedCommand, role: InstanceRole, seconds: number): number | undefined {
  return isRepeated(command, role) && seconds + repeatSeconds <= repeatForSeconds ? repeatSeconds : undefined;
}
