import { AwsError } from "../../core/aws-error.ts";

/** There is no such bucket. */
export function noSuchBucket(): AwsError {
  return new AwsError("NoSuchBucket", "The specified bucket does not exist", 404);
}

/** There is no object with the key. */
export function noSuchKey(): AwsError {
  return new AwsError("NoSuchKey", "The specified key does not exist.", 404);
}

/** A condition of a request does not hold. */
export function preconditionFailed(): AwsError {
  return new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
}

/** Something that S3 has and the simulator has not. */
export function notSimulated(what: string): AwsError {
  return new AwsError("NotImplemented", `${what} is not simulated`, 501);
}

/** The bucket is in another Region than the one that is called; the answer's head names that. */
export class WrongRegion extends AwsError {
  readonly bucketRegion: string;

  constructor(bucketRegion: string) {
    super(
      "PermanentRedirect",
      "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
      301,
    );
    this.bucketRegion = bucketRegion;
  }
}
