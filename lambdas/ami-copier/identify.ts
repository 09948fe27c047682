import { fieldsOf } from "../shared/handler.ts";
import type { LogFields } from "../shared/logger.ts";

/**
 * What identifies an event of any of the functions in a log line: the execution, the action and the source image.
 *
 * @param event whatever came
 */
export function identify(event: unknown): LogFields {
  const fields = fieldsOf(event);
  const image = fieldsOf(fields["image"]);
  const wave = fieldsOf(fields["wave"]);
  return {
    execution_id: fields["execution_id"] ?? wave["execution_id"],
    action: fields["action"],
    source_ami_id: image["source_ami_id"],
  };
}
