import type { SFNClient } from "@aws-sdk/client-sfn";
import { isRunning } from "../../states/is-running.ts";

/** Tells of executions whether they are over; each is asked for once. */
export class Executions {
  readonly #sfn: SFNClient;
  readonly #answers = new Map<string, Promise<boolean>>();

  constructor(sfn: SFNClient) {
    this.#sfn = sfn;
  }

  /**
   * Whether an execution is over. What is no ARN of an execution, as a tag that somebody has changed, is not: in doubt nothing goes.
   *
   * @throws AwsTransientError, AwsRequestError
   */
  isOver(arn: string): Promise<boolean> {
    const known = this.#answers.get(arn);
    if (known !== undefined) return known;
    const answer = /^arn:[^:]+:states:[^:]+:\d+:execution:/.test(arn)
      ? isRunning(this.#sfn, arn).then((runs) => !runs)
      : Promise.resolve(false);
    this.#answers.set(arn, answer);
    return answer;
  }
}
