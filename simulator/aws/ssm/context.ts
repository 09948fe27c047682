import type { CallContext } from "../../core/service.ts";
import type { Ssm } from "./ssm.ts";

/** What an operation of Systems Manager works on, and who calls it from where. */
export interface SsmContext
  extends
    Pick<CallContext, "partition" | "region" | "callerArn" | "allows">,
    Pick<Ssm, "accountId" | "clock" | "settings" | "parameters" | "agents" | "commands" | "isImage"> {}
