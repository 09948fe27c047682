import { AwsError } from "../../../core/aws-error.ts";
import { type ParameterPlace, parameterArn, readReference } from "./arn.ts";
import {
  type DataType,
  newestOf,
  type ParameterType,
  type ParameterVersion,
  type StoredParameter,
} from "./parameter.ts";

/** A parameter to put in by hand. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
  /** `String` when left out. */
  readonly type?: ParameterType;
  readonly dataType?: DataType;
  /** Its ARN, if it is another account's, which shares it with this one: it is found by its ARN alone (User Guide, shared parameters). */
  readonly arn?: string;
}

/** What Parameter Store keeps of a parameter at most (User Guide: Working with parameter versions). */
export const maxVersions = 100;

/** Where a parameter and one of its versions were found. */
export interface FoundParameter {
  readonly parameter: StoredParameter;
  readonly version: ParameterVersion;
}

/** The parameters of an account in all Regions, those that AWS publishes and those that others share among them. */
export class ParameterStore {
  readonly #regions = new Map<string, Map<string, StoredParameter>>();
  readonly #now: () => number;

  /** @param now the clock, in milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Puts parameters in by hand, or new values of them; a name that begins with `/aws/` is one that AWS publishes. */
  add(region: string, ...parameters: readonly Parameter[]): void {
    for (const { name, value, arn, type = "String", dataType = "text" } of parameters) {
      const kind = name.startsWith("/aws/") ? "public" : "account";
      this.write(
        arn?.split(":")[3] ?? region,
        { name, type, dataType, owner: arn === undefined ? { kind } : { kind: "shared", arn } },
        { value, description: undefined, keyId: undefined, tier: "Standard", modifiedBy: "" },
      );
    }
  }

  /** Gives a parameter a new value; the oldest goes when there are too many. Makes the parameter if it is not there. */
  write(
    region: string,
    made: Omit<StoredParameter, "versions" | "tags"> & { readonly tags?: ReadonlyMap<string, string> },
    content: Omit<ParameterVersion, "version" | "labels" | "modifiedAt">,
  ): void {
    const parameter = this.#all(region).get(keyOf(made)) ?? { ...made, versions: [], tags: new Map(made.tags) };
    const version = {
      ...content,
      version: (parameter.versions.at(-1)?.version ?? 0) + 1,
      modifiedAt: this.#now(),
      labels: new Set<string>(),
    };
    parameter.versions = [...parameter.versions, version].slice(-maxVersions);
    this.#all(region).set(keyOf(parameter), parameter);
  }

  /** An own parameter by its name. */
  findOwn(name: string, region: string): StoredParameter | undefined {
    return this.#all(region).get(name);
  }

  /**
   * What a caller names.
   *
   * @param text name or ARN, perhaps with a version or a label after a colon
   * @throws AwsError ParameterNotFound, ParameterVersionNotFound
   */
  find(text: string, place: ParameterPlace): FoundParameter {
    const { id, selector } = readReference(text);
    const parameter =
      this.#all(place.region).get(id) ??
      (id.startsWith("arn:")
        ? this.list(place.region).find(({ name, owner }) => owner.kind !== "shared" && parameterArn(name, place) === id)
        : undefined);
    if (parameter === undefined) throw new AwsError("ParameterNotFound", `Parameter ${text} not found.`);
    if (selector === undefined) return { parameter, version: newestOf(parameter) };
    const version = parameter.versions.find(
      (candidate) => String(candidate.version) === selector || candidate.labels.has(selector),
    );
    if (version === undefined) {
      throw new AwsError(
        "ParameterVersionNotFound",
        `Systems Manager could not find version ${selector} of ${parameter.name}. Verify the version and try again.`,
      );
    }
    return { parameter, version };
  }

  /** All parameters of a Region, by name. */
  list(region: string): readonly StoredParameter[] {
    return [...this.#all(region).values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Removes an own parameter with all its versions; whether it was there. */
  delete(name: string, region: string): boolean {
    return this.#all(region).delete(name);
  }

  #all(region: string): Map<string, StoredParameter> {
    const held = this.#regions.get(region) ?? new Map<string, StoredParameter>();
    this.#regions.set(region, held);
    return held;
  }
}

/** Others' parameters are found by their ARNs alone. */
function keyOf({ name, owner }: Pick<StoredParameter, "name" | "owner">): string {
  return owner.kind === "shared" ? owner.arn : name;
}
