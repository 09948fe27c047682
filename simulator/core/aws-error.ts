/** An error as an AWS service answers with it. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  /** HTTP status. */
  readonly status: number;

  constructor(code: string, message: string = code, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Throws an AWS error unless the condition holds. */
export function ensure(condition: boolean, code: string, message?: string): asserts condition {
  if (!condition) {
    throw new AwsError(code, message);
  }
}
