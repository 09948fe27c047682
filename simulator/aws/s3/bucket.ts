import type { ResourceStatement } from "../../core/iam/policy.ts";
import { hexadecimalId } from "../../core/hash.ts";
import { compareTexts } from "../../terraform/values.ts";
import type { Checksum } from "./checksums.ts";

/** Whether a bucket keeps versions; one that never did says nothing. */
export type Versioning = "Enabled" | "Suspended";

/** A bucket of the account. */
export interface BucketSettings {
  readonly name: string;
  readonly region: string;
  readonly versioning?: Versioning | undefined;
  /** Its policy; none when left out. */
  readonly policy?: readonly ResourceStatement[];
  /** The key of KMS that new objects are encrypted with; S3's own encryption when left out. */
  readonly kmsKeyId?: string | undefined;
}

/** What is kept with an object for whoever gets it. */
export interface ObjectHeaders {
  readonly ContentType?: string | undefined;
  readonly CacheControl?: string | undefined;
  readonly ContentDisposition?: string | undefined;
  readonly ContentEncoding?: string | undefined;
  readonly ContentLanguage?: string | undefined;
}

/** An object as it is written. */
export interface StoredObject {
  readonly body: Buffer;
  /** In quotation marks. */
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly checksum?: Checksum | undefined;
  /** The key of KMS that it is encrypted with. */
  readonly kmsKeyId?: string | undefined;
}

/** A version of an object, or a delete marker, which has none. */
export interface ObjectVersion {
  /** `null` for one that was written without versioning. */
  readonly versionId: string;
  /** Milliseconds since 1970. */
  readonly lastModified: number;
  readonly object: StoredObject | undefined;
}

/** A change of a key, and who made it. */
export interface Change {
  readonly at: number;
  readonly by: string;
}

/** A bucket with its objects. */
export class Bucket {
  settings: BucketSettings;
  /** The newest first. */
  readonly #versions = new Map<string, ObjectVersion[]>();
  readonly #changes = new Map<string, Change>();
  #sequence = 0;

  constructor(settings: BucketSettings) {
    this.settings = settings;
  }

  /** All keys that have versions, in the order of their bytes in UTF-8, as listings have them. */
  get keys(): readonly string[] {
    return [...this.#versions.keys()].sort(compareTexts);
  }

  /** The versions of a key, the newest first. */
  versions(key: string): readonly ObjectVersion[] {
    return this.#versions.get(key) ?? [];
  }

  /** A version of a key, the newest when none is named. */
  find(key: string, versionId?: string): ObjectVersion | undefined {
    return this.versions(key).find((version) => versionId === undefined || version.versionId === versionId);
  }

  /** The last change of a key. */
  lastChange(key: string): Change | undefined {
    return this.#changes.get(key);
  }

  /** Writes an object; where the bucket keeps versions, beside those that are there. */
  put(key: string, object: StoredObject, change: Change): ObjectVersion {
    return this.#add(key, object, change);
  }

  /** Deletes an object. @returns the delete marker that stands in its place, where the bucket keeps versions */
  delete(key: string, change: Change): ObjectVersion | undefined {
    if (this.settings.versioning !== undefined) return this.#add(key, undefined, change);
    this.#versions.delete(key);
    this.#changes.set(key, change);
    return undefined;
  }

  /** Deletes one version for good. @returns it, if it was there */
  deleteVersion(key: string, versionId: string, change: Change): ObjectVersion | undefined {
    const found = this.find(key, versionId);
    if (found !== undefined) {
      this.#keep(
        key,
        this.versions(key).filter((version) => version !== found),
      );
      this.#changes.set(key, change);
    }
    return found;
  }

  #add(key: string, object: StoredObject | undefined, change: Change): ObjectVersion {
    this.#sequence += 1;
    const { versioning, name } = this.settings;
    const versionId = versioning === "Enabled" ? hexadecimalId(`${name} ${key} ${this.#sequence}`, 32) : "null";
    const added = { versionId, lastModified: change.at, object };
    this.#keep(key, [added, ...this.versions(key).filter((version) => version.versionId !== versionId)]);
    this.#changes.set(key, change);
    return added;
  }

  #keep(key: string, versions: ObjectVersion[]): void {
    if (versions.length === 0) this.#versions.delete(key);
    else this.#versions.set(key, versions);
  }
}
