/**
 * What a state, or an execution, fails with: the error's name, which Retry and Catch look for, and its cause as the message.
 * The names that begin with `States.` are those of the Step Functions Developer Guide, Error names.
 */
export class StateError extends Error {
  override readonly name: string;

  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** Ends what runs in an execution that was stopped, timed out or broke off. No state can catch it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
