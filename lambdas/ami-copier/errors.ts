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

/** The image that was asked for is not one that an allowed owner shares with this account. Final. */
export class ImageNotSharedError extends FunctionError {
  override readonly name = errorNames.imageNotShared;
}

/** The Region's quota of concurrent snapshot copies is used up. A copy that ends gives a place free. */
export class CopyQuotaError extends FunctionError {
  override readonly name = errorNames.copyQuota;
}

/** The final image is not visible, or not available, yet. Another try finds it. */
export class ImageNotReadyError extends FunctionError {
  override readonly name = errorNames.imageNotReady;
}

/** Registration changed the image's billing (PlatformDetails or UsageOperation). Final. */
export class BillingMismatchError extends FunctionError {
  override readonly name = errorNames.billingMismatch;
}
