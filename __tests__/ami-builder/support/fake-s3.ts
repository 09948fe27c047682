import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import type { Bucket } from "../../../lambdas/ami-builder/s3/objects.ts";

type Operation = "GetObject" | "PutObject";

/** A bucket in memory, with S3's conditional writes. */
export class FakeS3 {
  readonly objects = new Map<string, { readonly text: string; readonly etag: string }>();
  readonly calls: { readonly operation: Operation; readonly key: string }[] = [];
  /** Called before each call does its work: what others do meanwhile, or what it fails with. */
  before: (operation: Operation, key: string) => void = () => undefined;
  /** Called after each call has done its work: an answer that is lost throws here. */
  after: (operation: Operation, key: string) => void = () => undefined;
  readonly bucket: Bucket;
  #writes = 0;

  constructor() {
    const client = new S3Client({ region: "us-east-1" });
    const mock = mockClient(client);
    mock.on(GetObjectCommand).callsFake((input: GetObjectCommandInput) => this.#call("GetObject", input, this.#get));
    mock.on(PutObjectCommand).callsFake((input: PutObjectCommandInput) => this.#call("PutObject", input, this.#put));
    this.bucket = { client, name: "bucket" };
  }

  /** What an object holds. */
  json(key: string): unknown {
    const object = this.objects.get(key);
    return object === undefined ? undefined : JSON.parse(object.text);
  }

  /** Writes an object as somebody else would. */
  write(key: string, value: unknown): void {
    this.#writes += 1;
    this.objects.set(key, {
      text: typeof value === "string" ? value : JSON.stringify(value),
      etag: `"${this.#writes}"`,
    });
  }

  #call<Input extends { Key: string | undefined }, Output>(
    operation: Operation,
    input: Input,
    work: (input: Input) => Output,
  ): Output {
    const key = input.Key ?? "";
    this.calls.push({ operation, key });
    this.before(operation, key);
    const output = work.call(this, input);
    this.after(operation, key);
    return output;
  }

  #get({ Key = "" }: GetObjectCommandInput) {
    const object = this.objects.get(Key);
    if (object === undefined) throw s3Error("NoSuchKey", 404);
    const Body = { transformToString: () => Promise.resolve(object.text) };
    return { Body, ETag: object.etag } as unknown as GetObjectCommandOutput;
  }

  #put({ Key = "", Body, IfMatch, IfNoneMatch }: PutObjectCommandInput) {
    const object = this.objects.get(Key);
    if (IfNoneMatch !== undefined && object !== undefined) throw s3Error("PreconditionFailed", 412);
    if (IfMatch !== undefined && object === undefined) throw s3Error("NoSuchKey", 404);
    if (IfMatch !== undefined && object?.etag !== IfMatch) throw s3Error("PreconditionFailed", 412);
    this.write(Key, Body);
    return { ETag: this.objects.get(Key)?.etag };
  }
}

/** An error as the SDK throws it. */
export function s3Error(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, message: name, $fault: "client", $metadata: { httpStatusCode } });
}
