import { instanceRoles } from "../../contract.ts";
import { InvalidTemplateError } from "../../errors.ts";
import type { Prepared } from "../../prepared.ts";
import { commandBytes, maxCommandBytes } from "../../scripts/command.ts";
import type { Work } from "../../shapes.ts";
import { commandsOf } from "../commands.ts";
import { sentCommand } from "../sent.ts";

/** An id as long as any. */
const someInstance = "i-0123456789abcdef0";

/**
 * Makes sure that Systems Manager takes every command of a build, before an instance is launched for it.
 *
 * @param prepared the prepared build
 * @param work its first work
 * @throws InvalidTemplateError that names the command
 */
export function requireSendable(prepared: Prepared, work: Work): void {
  for (const role of Object.values(instanceRoles)) {
    for (const command of commandsOf(prepared, role, null)) {
      const bytes = commandBytes(sentCommand(work, command, prepared, someInstance));
      if (bytes > maxCommandBytes) {
        throw new InvalidTemplateError(
          `The template ${prepared.template} is not right: the command ${command.name} has ${bytes} bytes as it is sent, but must have at most ${maxCommandBytes}: split the script, or fetch its data from somewhere.`,
        );
      }
    }
  }
}
