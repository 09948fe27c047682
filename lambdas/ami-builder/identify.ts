import { fieldsOf } from "../shared/handler.ts";
import type { LogFields } from "../shared/logger.ts";

/**
 * What identifies an event of any of the functions in a log line: the execution, the action, and the build, capture or cell.
 *
 * @param event whatever came
 */
export function identify(event: unknown): LogFields {
  const fields = fieldsOf(event);
  const item = fieldsOf(fields["item"]);
  const cell = fieldsOf(fields["cell"] ?? item["cell"] ?? fields["move"]);
  const work = fieldsOf(fields["work"] ?? fields["publication"] ?? item["work"]);
  const capture = fieldsOf(fields["capture"] ?? item["capture"]);
  // Of an item only what it works on: the rest of it may be whatever has started the execution.
  const all = [fields, work, capture, cell];
  const first = (key: string, parts = all) =>
    parts.map((part) => part[key]).find((value) => value !== undefined && value !== "");
  return {
    execution_id: first("execution_id", [...all, item]),
    action: fields["action"],
    id: first("id"),
    template: first("template"),
    architecture: first("architecture"),
    region: fieldsOf(fields["publication"])["region"] ?? first("region"),
  };
}
