import { type CaughtError, describeCaught } from "../../../shared/caught.ts";
import { clipLine } from "../../../shared/text.ts";
import type { Removal, RemovalResult } from "../../cleaning-shapes.ts";

/** Bytes of a reason: 500 of them have to fit into a payload of 256 KiB. The function's log has the whole. */
const maxReasonBytes = 250;

/** What a thing that could not be removed leaves in the map's results. */
export function notRemoved({ id, region }: Removal, caught: CaughtError): RemovalResult {
  const error = caught.Error ?? "UnknownError";
  const text = describeCaught(caught);
  const reason = text.startsWith(`${error}: `) ? text.slice(error.length + 2) : text;
  return { id, region, status: "failed", error, reason: clipLine(reason, maxReasonBytes) };
}
