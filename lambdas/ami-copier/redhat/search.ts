import type { Compose, ComposeStatus, ImageBuilder } from "./image-builder.ts";
import { forEachLimited } from "../../shared/pool.ts";
import { type Finding, toMetadata } from "./tags.ts";
import type { ImageMetadata } from "../shapes.ts";

/** Requests at a time; more would mostly be made in vain, for the likeliest composes come first. */
const concurrency = 3;
/** Images are shared for 14 days; the compose began a little earlier. */
const maxAgeDays = 15;
const dayInMilliseconds = 86_400_000;
/** 5,000 composes: a bound, not a limit that anyone should meet. */
const maxPages = 50;
/** So many failures one after the other are no accident of one compose. */
const maxFailuresInARow = 5;
/** Clones are looked for in so many composes at most, the likeliest first. */
const maxComposesForClones = 50;

/** An image whose compose is looked for. */
export interface WantedImage {
  readonly id: string;
  /** ISO 8601. An image is registered at the end of its compose, which helps to guess the compose. */
  readonly createdAt?: string | undefined;
}

/** What a search gives. */
export interface SearchResult {
  readonly found: ReadonlyMap<string, ImageMetadata>;
  /** What went wrong on the way, each kind once. */
  readonly problems: readonly string[];
}

/**
 * Looks for the composes of images: one list, then the status of each compose that can be meant, the likeliest first, until every image is
 * found. A compose that cannot be read is passed over, so that it does not cost the others their tags.
 *
 * @param builder the API
 * @param wanted images
 * @param now the time
 */
export async function searchComposes(
  builder: ImageBuilder,
  wanted: readonly WantedImage[],
  now: Date,
): Promise<SearchResult> {
  const search = new Search(builder, wanted);
  const composes = await search.list(now);
  await search.readStatuses(composes);
  await search.readClones(composes);
  return search.finish();
}

class Search {
  readonly #builder: ImageBuilder;
  readonly #wanted: readonly WantedImage[];
  readonly #missing: Set<string>;
  readonly #statuses = new Map<string, ComposeStatus>();
  readonly #matches = new Map<string, Compose>();
  readonly #problems = new Set<string>();
  #failuresInARow = 0;

  constructor(builder: ImageBuilder, wanted: readonly WantedImage[]) {
    this.#builder = builder;
    this.#wanted = wanted;
    this.#missing = new Set(wanted.map(({ id }) => id));
  }

  /** Recent composes of AWS images, those first that began shortly before one of the images was registered. */
  async list(now: Date): Promise<readonly Compose[]> {
    const composes: Compose[] = [];
    const oldest = now.getTime() - maxAgeDays * dayInMilliseconds;
    for (let page = 0, more = true; more && page < maxPages && !this.#isOver(); page += 1) {
      const result = await this.#attempt(() => this.#builder.listComposes(page));
      const recent = result?.composes.filter(({ created_at }) => !(Date.parse(created_at) < oldest)) ?? [];
      composes.push(...recent.filter(isForAws));
      // The list is in order of time, the newest first: behind a page that is too old all are.
      more = result?.more === true && recent.length > 0;
    }
    return composes
      .map((compose) => ({ compose, distance: this.#distance(compose) }))
      .sort((left, right) => left.distance - right.distance)
      .map(({ compose }) => compose);
  }

  async readStatuses(composes: readonly Compose[]): Promise<void> {
    await forEachLimited(
      composes,
      concurrency,
      () => this.#isOver(),
      async (compose) => {
        const status = await this.#attempt(() => this.#builder.getStatus(compose.id));
        if (status === undefined) return;
        this.#statuses.set(compose.id, status);
        this.#match(status.image_status.upload_status?.options?.ami ?? undefined, compose);
      },
    );
  }

  async readClones(composes: readonly Compose[]): Promise<void> {
    const readable = composes.filter(({ id }) => this.#statuses.has(id)).slice(0, maxComposesForClones);
    await forEachLimited(
      readable,
      concurrency,
      () => this.#isOver(),
      async (compose) => {
        const clones = await this.#attempt(() => this.#builder.listClones(compose.id));
        for (const clone of clones ?? []) {
          if (this.#isOver()) return;
          this.#match(await this.#attempt(() => this.#builder.getCloneAmi(clone)), compose);
        }
      },
    );
  }

  /** Adds what only found composes are asked for. */
  async finish(): Promise<SearchResult> {
    const found = new Map<string, ImageMetadata>();
    await forEachLimited(
      this.#matches,
      concurrency,
      () => false,
      async ([image, compose]) => {
        const status = this.#statuses.get(compose.id);
        if (status === undefined) return;
        const packageCount = this.#isBroken()
          ? 0
          : ((await this.#attempt(() => this.#builder.countPackages(compose.id))) ?? 0);
        const finding: Finding = { compose, status, packageCount };
        found.set(image, toMetadata(finding));
      },
    );
    return { found, problems: [...this.#problems] };
  }

  #match(ami: string | undefined, compose: Compose): void {
    if (ami !== undefined && this.#missing.delete(ami)) {
      this.#matches.set(ami, compose);
    }
  }

  /** Milliseconds from the compose's beginning to the first of the images that can be its. */
  #distance(compose: Compose): number {
    const began = Date.parse(compose.created_at);
    const distances = this.#wanted.map(({ createdAt }) => Date.parse(createdAt ?? "") - began);
    return Math.min(Infinity, ...distances.filter((distance) => distance >= 0));
  }

  async #attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await call();
      this.#failuresInARow = 0;
      return result;
    } catch (error) {
      this.#failuresInARow += 1;
      this.#problems.add((error as Error).message);
      return undefined;
    }
  }

  #isBroken(): boolean {
    return this.#failuresInARow >= maxFailuresInARow;
  }

  #isOver(): boolean {
    return this.#missing.size === 0 || this.#isBroken();
  }
}

function isForAws({ request }: Compose): boolean {
  const images = request?.image_requests;
  // An item without its request may be any image.
  return (
    images === undefined ||
    images.some(
      ({ image_type, upload_request }) =>
        image_type === "aws" || image_type === "ami" || upload_request?.type === "aws",
    )
  );
}
