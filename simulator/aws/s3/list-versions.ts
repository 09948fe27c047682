import type { ListObjectVersionsCommandInput } from "@aws-sdk/client-s3";
import { compareTexts } from "../../terraform/values.ts";
import type { S3Context } from "./context.ts";
import { wholeSecond } from "./list-objects.ts";
import { encoder, makePage, pageSize } from "./listing.ts";

/** ListObjectVersions: keys in order, the versions of each from the newest on. */
export function listObjectVersions({ s3, caller }: S3Context, input: ListObjectVersionsCommandInput): object {
  const { Bucket, Prefix = "", Delimiter, MaxKeys, KeyMarker, VersionIdMarker, EncodingType } = input;
  const bucket = s3.bucket(Bucket, caller.region);
  const encode = encoder(EncodingType);
  const versions = bucket.keys.flatMap((key) => {
    const all = bucket.versions(key).map((version, index) => ({ key, version, isLatest: index === 0 }));
    const order = compareTexts(key, KeyMarker ?? "");
    if (order !== 0) return order > 0 ? all : [];
    const marker = all.findIndex(({ version }) => version.versionId === VersionIdMarker);
    return marker < 0 ? [] : all.slice(marker + 1);
  });
  const { items, prefixes, last } = makePage(versions, ({ key }) => key, input, KeyMarker);
  const entry = ({ key, version, isLatest }: (typeof versions)[number]) => ({
    Key: encode(key),
    VersionId: version.versionId,
    IsLatest: isLatest,
    LastModified: wholeSecond(version.lastModified),
  });
  return {
    Name: Bucket,
    Prefix: encode(Prefix),
    KeyMarker: encode(KeyMarker ?? ""),
    VersionIdMarker: VersionIdMarker ?? "",
    ...(Delimiter === undefined ? {} : { Delimiter: encode(Delimiter) }),
    ...(EncodingType === undefined ? {} : { EncodingType }),
    MaxKeys: pageSize(MaxKeys),
    IsTruncated: last !== undefined,
    ...nextMarkers(last, encode),
    Versions: items.flatMap((item) => {
      const { object } = item.version;
      if (object === undefined) return [];
      return [{ ...entry(item), ETag: object.etag, Size: object.body.length, StorageClass: "STANDARD" }];
    }),
    DeleteMarkers: items.filter(({ version }) => version.object === undefined).map(entry),
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

function nextMarkers(
  last: { readonly key: string; readonly version: { readonly versionId: string } } | string | undefined,
  encode: (text: string) => string,
): object {
  if (last === undefined) return {};
  if (typeof last === "string") return { NextKeyMarker: encode(last) };
  return { NextKeyMarker: encode(last.key), NextVersionIdMarker: last.version.versionId };
}
