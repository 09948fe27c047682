import type { CallContext } from "../../core/service.ts";
import type { Change } from "./bucket.ts";
import type { S3 } from "./s3.ts";

/** What an operation works with. */
export interface S3Context {
  readonly s3: S3;
  readonly caller: CallContext;
}

/** A change by whoever calls. Functions of one execution work one after the other, so they count as one. */
export function changeBy({ s3, caller }: S3Context): Change {
  return s3.change(caller.executionArn ?? caller.callerArn);
}
