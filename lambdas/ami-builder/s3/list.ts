import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { callAws } from "../../shared/aws-errors.ts";
import type { Bucket } from "./objects.ts";

/**
 * Lists keys of objects that were written lately.
 *
 * @param bucket the bucket
 * @param Prefix what their keys begin with
 * @param since objects older than this are left out
 * @throws AwsTransientError, AwsRequestError
 */
export function listKeysSince(
  { client, name: Bucket }: Bucket,
  Prefix: string,
  since: Date,
): Promise<readonly string[]> {
  return callAws("ListObjectsV2", async () => {
    const keys: string[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
      keys.push(
        ...Contents.flatMap(({ Key, LastModified }) =>
          Key !== undefined && (LastModified === undefined || LastModified >= since) ? Key : [],
        ),
      );
    }
    return keys;
  });
}
