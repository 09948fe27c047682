import { AwsError } from "../../core/aws-error.ts";
import { hexadecimalId } from "../../core/hash.ts";
import type { ObjectHeaders } from "./bucket.ts";

/** A part of an upload. */
export interface Part {
  readonly number: number;
  readonly body: Buffer;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
}

/** An object that is being uploaded in parts. */
export interface Upload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiated: number;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly kmsKeyId: string | undefined;
  readonly checksum: { readonly algorithm: string | undefined; readonly type: string | undefined };
  /** By their numbers. */
  readonly parts: Map<number, Part>;
}

/** Uploads that are neither complete nor aborted. */
export class Uploads {
  readonly #open = new Map<string, Upload>();
  #sequence = 0;

  /** Begins one. */
  open(upload: Omit<Upload, "id" | "parts">): Upload {
    this.#sequence += 1;
    const id = hexadecimalId(`${upload.bucket} ${upload.key} ${this.#sequence}`, 32);
    const opened = { ...upload, id, parts: new Map<number, Part>() };
    this.#open.set(id, opened);
    return opened;
  }

  /** @throws AwsError NoSuchUpload */
  find(id: string | undefined, bucket: string, key: string | undefined): Upload {
    const upload = this.#open.get(id ?? "");
    if (upload?.bucket !== bucket || upload.key !== key) {
      throw new AwsError(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
        404,
      );
    }
    return upload;
  }

  /** Forgets one. */
  close({ id }: Upload): void {
    this.#open.delete(id);
  }

  /** Those of a bucket, by their keys and beginnings. */
  of(bucket: string): readonly Upload[] {
    return [...this.#open.values()].filter((upload) => upload.bucket === bucket);
  }
}
