import { type InstanceRole, instanceRoles } from "../contract.ts";
import { type BuilderNotes, commandsOf, type PlannedCommand } from "../domain/commands.ts";
import { secondsBetween } from "../domain/moments.ts";
import { logFolder } from "../domain/sent.ts";
import { InvalidInputError } from "../errors.ts";
import type { Definition } from "../prepared.ts";
import { readNotesOf } from "../record/change.ts";
import { readPrepared } from "../s3/prepared.ts";
import type { Work } from "../shapes.ts";
import type { Context } from "./context.ts";
import { requireInstance } from "./require-instance.ts";

/** A command that is looked at, with all that is known of it. */
export interface Look {
  readonly work: Work;
  readonly role: InstanceRole;
  readonly command: PlannedCommand;
  readonly isLast: boolean;
  readonly definition: Definition;
  readonly notes: BuilderNotes | null;
  readonly instanceId: string;
  /** Folder of its output in the bucket, and the same for people. */
  readonly prefix: string;
  readonly log: string;
  /** Seconds since it was sent. */
  readonly seconds: number;
}

/**
 * Finds out what command is looked at.
 *
 * @throws InvalidInputError if there is none, ConfigurationError, AwsTransientError, AwsRequestError
 */
export async function openLook(work: Work, role: InstanceRole, { bucket, now }: Context): Promise<Look> {
  const instanceId = requireInstance(work);
  const prepared = await readPrepared(bucket, work);
  const notes = role === instanceRoles.verifier ? await readNotesOf(bucket, work) : null;
  const commands = commandsOf(prepared, role, notes);
  const command = commands[work.command.index];
  if (command === undefined || prepared.definition === null || work.command.id === null) {
    throw new InvalidInputError(`The work has no command in its phase ${work.phase}. Start a new run.`);
  }
  const prefix = logFolder(work, command);
  return {
    work,
    role,
    command,
    isLast: work.command.index === commands.length - 1,
    definition: prepared.definition,
    notes,
    instanceId,
    prefix,
    log: `s3://${bucket.name}/${prefix}`,
    seconds: secondsBetween(work.since, now),
  };
}
