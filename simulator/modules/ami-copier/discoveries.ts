import type { AnsweredCall } from "../../core/answered-call.ts";
import { asFields, asList } from "./fields.ts";

/**
 * What the executions' discoveries have seen: the images that EC2 listed for them as shared, once they were completed. An
 * execution itself tells only how many it left alone.
 */
export class Discoveries {
  /** Listings of executions whose discovery goes on, by their ARNs. */
  readonly #listings = new Map<string, Set<string>>();
  readonly #discovered = new Set<string>();
  readonly #regions = new Set<string>();
  readonly #modes = new Set<string>();
  #failure: string | undefined;

  /** Whether one of them has ended, well or not. */
  get isOver(): boolean {
    return this.#modes.size > 0 || this.#failure !== undefined;
  }

  /** A discovery begins. */
  begin(executionArn: string): void {
    this.#listings.set(executionArn, new Set());
  }

  /** Takes a call that EC2 has answered. */
  answered({ operation, region, input, output, executionArn = "" }: AnsweredCall): void {
    const listing = this.#listings.get(executionArn);
    const asksForShared = asList(asFields(input)["ExecutableUsers"]).includes("self");
    if (listing === undefined || operation !== "DescribeImages" || !asksForShared) return;
    this.#regions.add(region);
    for (const image of asList(asFields(output)["Images"])) listing.add(String(asFields(image)["ImageId"]));
  }

  /** A discovery has come to its end; its mode is `discovery` or `single`. */
  complete(executionArn: string, mode: string): void {
    for (const id of this.#listings.get(executionArn) ?? []) this.#discovered.add(id);
    this.#listings.delete(executionArn);
    this.#modes.add(mode);
  }

  /** A discovery has failed. */
  fail(executionArn: string, failure: string): void {
    this.#listings.delete(executionArn);
    this.#failure = failure;
  }

  /** Whether a discovery has seen the image. */
  has(sourceAmiId: string): boolean {
    return this.#discovered.has(sourceAmiId);
  }

  /** Why no discovery has seen an image of this Region. */
  reasonAgainst(region: string): string {
    if (this.#modes.size === 0) {
      return this.#failure === undefined
        ? "no execution looked for it"
        : `no discovery was completed: ${this.#failure}`;
    }
    if (!this.#regions.has(region)) {
      return `it is shared in ${region}, and the executions looked in ${[...this.#regions].join(", ")}`;
    }
    return this.#modes.has("discovery")
      ? "DescribeImages did not list it for the module's owners, names and architectures"
      : "the executions looked for other images, which their inputs name";
  }
}
