import { FunctionError } from "../shared/errors.ts";
import { errorNames } from "./names.ts";

export { AwsRequestError, AwsTransientError, ConfigurationError, InvalidInputError } from "../shared/errors.ts";

/** The image that was asked for is not one that an allowed owner shares with this account. Final. */
export class ImageNotSharedError extends FunctionError {
  override readonly name = errorNames.imageNotShared;
}

/** The customer key cannot encrypt the copies. Final. */
export class EncryptionKeyError extends FunctionError {
  override readonly name = errorNames.encryptionKey;
}

/** The Region's quota of concurrent snapshot copies is used up. A copy that ends gives a place free. */
export class CopyQuotaError extends FunctionError {
  override readonly name = errorNames.copyQuota;
}

/** The final image is not visible, or not available, yet. Another try finds it. */
export class ImageNotReadyError extends FunctionError {
  override readonly name = errorNames.imageNotReady;
}

/** Another image of this account has the name that the final image should get. Final. */
export class NameTakenError extends FunctionError {
  override readonly name = errorNames.nameTaken;
}

/** Registration changed the image's billing (PlatformDetails or UsageOperation). Final. */
export class BillingMismatchError extends FunctionError {
  override readonly name = errorNames.billingMismatch;
}
