import { AwsError } from "../../core/aws-error.ts";

/** The object that a copy is made of. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/**
 * Reads `bucket/key`, maybe with a version behind it, as a header has it: escaped like a path.
 *
 * @throws AwsError InvalidArgument
 */
export function readCopySource(source = ""): CopySource {
  const [, bucket, key, versionId] = /^\/?([^/]+)\/(.+?)(?:\?versionId=(.+))?$/s.exec(source) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new AwsError("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  return {
    Bucket: decodeURIComponent(bucket),
    Key: decodeURIComponent(key),
    ...(versionId === undefined ? {} : { VersionId: versionId }),
  };
}
