import { AwsError } from "../../core/aws-error.ts";
import { isAllowedWith } from "../../core/iam/policy.ts";
import { type Role, sessionArn } from "../../core/iam/roles.ts";
import type { Keys } from "../kms/service.ts";
import { AppliedObjects } from "./applied-objects.ts";
import { Bucket, type BucketSettings, type Change, type ObjectVersion } from "./bucket.ts";
import { noSuchBucket, noSuchKey, WrongRegion } from "./errors.ts";
import { plainObject } from "./plain-object.ts";
import { Uploads } from "./uploads.ts";
import { writeAccess } from "./rights.ts";

/** How this S3 behaves where AWS leaves it open. It may be changed at any time. */
export interface S3Settings {
  /** Whether a conditional write meets another that is under way, and is refused with ConditionalRequestConflict, whatever becomes of the other. */
  conflict: (bucket: string, key: string) => boolean;
}

/** Who puts an object from inside of AWS, such as an agent that sends its output. */
export interface InsidePut {
  /** Role that puts it; the account itself when left out. */
  readonly role?: Role;
  /** Name of the role's session. */
  readonly session?: string;
  readonly contentType?: string;
}

/** S3 in memory, as far as buckets and their objects go. Inputs and outputs have the shapes of the AWS SDK. */
export class S3 {
  readonly settings: S3Settings = { conflict: () => false };
  readonly keys: Keys;
  readonly uploads = new Uploads();
  /** What Terraform has put. */
  readonly applied: AppliedObjects = new AppliedObjects(this);
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  /**
   * @param keys the account's, with which objects are encrypted
   * @param now the clock, in milliseconds since 1970
   */
  constructor(keys: Keys, now: () => number) {
    this.keys = keys;
    this.#now = now;
  }

  /** Adds a bucket, or gives one other settings; its objects stay. */
  putBucket(settings: BucketSettings): void {
    const bucket = this.#buckets.get(settings.name);
    if (bucket === undefined) this.#buckets.set(settings.name, new Bucket(settings));
    else bucket.settings = settings;
  }

  /** All buckets. */
  get buckets(): readonly Bucket[] {
    return [...this.#buckets.values()];
  }

  /** A bucket, whatever its Region. */
  findBucket(name: string | undefined): Bucket | undefined {
    return this.#buckets.get(name ?? "");
  }

  /** @throws AwsError NoSuchBucket; PermanentRedirect for one of another Region */
  bucket(name: string | undefined, region?: string): Bucket {
    const bucket = this.findBucket(name);
    if (bucket === undefined) throw noSuchBucket();
    if (region !== undefined && region !== bucket.settings.region) throw new WrongRegion(bucket.settings.region);
    return bucket;
  }

  /** A change that happens now. */
  change(by: string): Change {
    return { at: this.#now(), by };
  }

  /**
   * Puts an object from inside of AWS.
   *
   * @throws AwsError NoSuchBucket; AccessDenied when neither the role's policies nor the bucket's allow it
   */
  put(
    bucketName: string,
    key: string,
    body: string | Uint8Array,
    { role, session = "aws", contentType }: InsidePut = {},
  ): ObjectVersion {
    const bucket = this.bucket(bucketName);
    const arn = role === undefined ? "aws" : sessionArn(role.arn, session);
    if (role !== undefined) {
      const { policy = [] } = bucket.settings;
      const partition = arn.split(":")[1] ?? "";
      for (const request of writeAccess(bucket, key, this.keys, { partition })) {
        if (!isAllowedWith(role.policy, policy, arn, request)) {
          throw new AwsError(
            "AccessDenied",
            `User: ${arn} is not authorized to perform: ${request.action} on resource: ${request.resource}`,
            403,
          );
        }
      }
    }
    return bucket.put(key, plainObject(bucket, Buffer.from(body), { ContentType: contentType }), this.change(arn));
  }

  /**
   * What is in an object now.
   *
   * @throws AwsError NoSuchBucket, NoSuchKey
   */
  read(bucketName: string, key: string): Buffer {
    const object = this.bucket(bucketName).find(key)?.object;
    if (object === undefined) throw noSuchKey();
    return object.body;
  }
}
