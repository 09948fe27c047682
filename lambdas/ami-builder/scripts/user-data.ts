import installAgent from "./install-agent.sh";
import expiry from "./user-data.sh";

/** What an instance of the module is told at its launch. */
export interface UserData {
  /** When it powers itself off, ISO 8601 in UTC. */
  readonly expiresAt: string;
  readonly region: string;
  /** Whether the base image lacks the agent of Systems Manager. */
  readonly installsAgent: boolean;
}

/**
 * User data of builder and verifier: text, which RunInstances takes in base64. The same values give the same text, for a token of
 * RunInstances holds only for equal parameters.
 */
export function userData({ expiresAt, region, installsAgent }: UserData): string {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const calendar = `${new Date(expiresAt).toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return `${expiry}${installsAgent ? installAgent : ""}`
    .replaceAll("@EXPIRES@", calendar)
    .replaceAll("@REGION@", region)
    .replaceAll("@SUFFIX@", suffix);
}
