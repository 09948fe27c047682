import { FunctionError } from "../shared/errors.ts";
import { errorNames } from "./contract.ts";

export {
  AwsRequestError,
  AwsTransientError,
  ConfigurationError,
  EncryptionKeyError,
  InvalidInputError,
  NameTakenError,
} from "../shared/errors.ts";

/** A template breaks rules, all of which the message lists. Final until it is corrected. */
export class InvalidTemplateError extends FunctionError {
  override readonly name = errorNames.invalidTemplate;
}

/** There is no base image as the template wants it. */
export class BaseImageError extends FunctionError {
  override readonly name = errorNames.baseImage;
}

/** The build of a template that this one is based on failed or is missing in this run. */
export class DependencyFailedError extends FunctionError {
  override readonly name = errorNames.dependencyFailed;
}

/** No instance type and no subnet had room in three rounds. */
export class CapacityError extends FunctionError {
  override readonly name = errorNames.capacity;
}

/** The instance runs, but its agent does not reach Systems Manager. */
export class BuilderOfflineError extends FunctionError {
  override readonly name = errorNames.builderOffline;
}

/** The instance has ended by itself. */
export class BuilderGoneError extends FunctionError {
  override readonly name = errorNames.builderGone;
}

/** Systems Manager could not hand a command to the agent, twice. */
export class CommandNotDeliveredError extends FunctionError {
  override readonly name = errorNames.commandNotDelivered;
}

/** A command took longer than it may. */
export class CommandTimeoutError extends FunctionError {
  override readonly name = errorNames.commandTimeout;
}

/** Somebody cancelled a command. */
export class CommandCancelledError extends FunctionError {
  override readonly name = errorNames.commandCancelled;
}

/** A command's process ended without leaving its exit code. */
export class CommandLostError extends FunctionError {
  override readonly name = errorNames.commandLost;
}

/** A script ended with a code other than 0. */
export class StepFailedError extends FunctionError {
  override readonly name = errorNames.stepFailed;
}

/** At least one test failed, or its output is missing. */
export class TestsFailedError extends FunctionError {
  override readonly name = errorNames.testsFailed;
}

/** The booted image still has what hygiene should have removed. */
export class HygieneError extends FunctionError {
  override readonly name = errorNames.hygiene;
}

/** An instance did not stop, not even by force. */
export class StopTimeoutError extends FunctionError {
  override readonly name = errorNames.stopTimeout;
}

/** EC2 gave an image up. */
export class ImageFailedError extends FunctionError {
  override readonly name = errorNames.imageFailed;
}

/** An image was still pending at its deadline. It stays for the next run. */
export class ImageTimeoutError extends FunctionError {
  override readonly name = errorNames.imageTimeout;
}

/** A quota of the account is used up. */
export class QuotaError extends FunctionError {
  override readonly name = errorNames.quota;
}

/** EC2 gave a copy up. */
export class CopyFailedError extends FunctionError {
  override readonly name = errorNames.copyFailed;
}

/** A copy was still pending at its deadline. It stays for the next run. */
export class CopyTimeoutError extends FunctionError {
  override readonly name = errorNames.copyTimeout;
}

/** Systems Manager took a parameter's value, but does not show it. Tried again for two minutes. */
export class ParameterNotAcceptedError extends FunctionError {
  override readonly name = errorNames.parameterNotAccepted;
  override readonly level = "info";
}

/** A host was not ready in time. */
export class ReadinessTimeoutError extends FunctionError {
  override readonly name = errorNames.readinessTimeout;
}

/** The instance is none that may be captured. */
export class InstanceStateError extends FunctionError {
  override readonly name = errorNames.instanceState;
}

/** The image is in use. */
export class InUseError extends FunctionError {
  override readonly name = errorNames.inUse;
}

/** The image is not this installation's. */
export class NotOwnError extends FunctionError {
  override readonly name = errorNames.notOwn;
}
