import { ModuleError } from "../../core/module-error.ts";
import type { Bucket, Change } from "./bucket.ts";
import { plainObject } from "./plain-object.ts";
import type { ModuleObject } from "./resources.ts";

/** Who Terraform is, among those that change objects. */
const terraform = "terraform";

/** Where the buckets are. */
interface Buckets {
  readonly findBucket: (name: string) => Bucket | undefined;
  readonly change: (by: string) => Change;
}

/** The objects that Terraform has put, so that another apply changes and removes what it has to, and nothing else. */
export class AppliedObjects {
  readonly #s3: Buckets;
  /** By bucket and key. */
  readonly #applied = new Map<string, ModuleObject>();

  constructor(s3: Buckets) {
    this.#s3 = s3;
  }

  /**
   * Puts the objects that are new or have changed, and removes those that an earlier apply has put into the same buckets and that are
   * none any more: one installation has the objects of a bucket.
   *
   * @param objects all objects of the module
   * @param buckets names of the module's buckets
   * @throws ModuleError for an object in a bucket that is not there
   */
  apply(objects: readonly ModuleObject[], buckets: readonly string[]): void {
    const places = new Set([...buckets, ...objects.map(({ bucket }) => bucket)]);
    const wanted = new Set(objects.map(idOf));
    for (const [id, { bucket, key }] of this.#applied) {
      if (!places.has(bucket) || wanted.has(id)) continue;
      this.#s3.findBucket(bucket)?.delete(key, this.#s3.change(terraform));
      this.#applied.delete(id);
    }
    for (const object of objects) this.#put(object);
  }

  #put(object: ModuleObject): void {
    const bucket = this.#s3.findBucket(object.bucket);
    if (bucket === undefined) {
      throw new ModuleError(
        `The bucket ${object.bucket} of the object ${object.key} does not exist. Let the scenario's buckets have it.`,
      );
    }
    const isThere = bucket.find(object.key)?.object !== undefined;
    const before = this.#applied.get(idOf(object));
    if (isThere && before !== undefined && isSame(before, object)) return;
    const headers = { ContentType: object.contentType };
    const { metadata } = object;
    bucket.put(object.key, plainObject(bucket, object.body, headers, { metadata }), this.#s3.change(terraform));
    this.#applied.set(idOf(object), object);
  }
}

function idOf({ bucket, key }: ModuleObject): string {
  return `${bucket}/${key}`;
}

function isSame(left: ModuleObject, right: ModuleObject): boolean {
  const rest = ({ contentType, metadata }: ModuleObject) => JSON.stringify([contentType, metadata]);
  return left.body.equals(right.body) && rest(left) === rest(right);
}
