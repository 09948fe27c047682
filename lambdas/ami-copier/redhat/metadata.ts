import type { Environment } from "../../shared/environment.ts";
import type { Logger } from "../../shared/logger.ts";
import type { ImageMetadata } from "../shapes.ts";
import { type CredentialClients, readCredentials } from "./credentials.ts";
import { ImageBuilder } from "./image-builder.ts";
import { searchComposes, type WantedImage } from "./search.ts";
import { readRedHatSettings } from "./settings.ts";
import { fetchToken } from "./token.ts";

/** Milliseconds: of a request and of the list, as in the Python original, and of all together, a fifth of the initiator's own timeout. */
const defaultTimeouts = { request: 10_000, list: 30_000, all: 120_000 };

/** What enrichment is given from outside. */
export interface MetadataDependencies extends CredentialClients {
  readonly environment: Environment;
  readonly now: () => Date;
  readonly fetch?: typeof fetch;
  readonly timeouts?: typeof defaultTimeouts;
}

/**
 * Asks Red Hat's Image Builder what it knows of images: one token and one list of composes for all of them. It never throws and never holds
 * up a copy: what goes wrong is told in one warning, and the images concerned get the basic tags.
 *
 * @param wanted images
 * @param dependencies clients, environment and clock
 * @param log takes the warning
 * @returns metadata by image id, of the images that were found
 */
export async function fetchMetadata(
  wanted: readonly WantedImage[],
  { environment, now, timeouts = defaultTimeouts, fetch: send = fetch, ...clients }: MetadataDependencies,
  log: Logger,
): Promise<ReadonlyMap<string, ImageMetadata>> {
  const options = { timeout: timeouts.request, signal: AbortSignal.timeout(timeouts.all), fetch: send };
  try {
    const settings = readRedHatSettings(environment);
    const credentials = await readCredentials(settings, clients);
    const token = await fetchToken(settings.ssoUrl, credentials, options);
    const builder = new ImageBuilder(settings.apiUrl, token, options, timeouts.list);
    const { found, problems } = await searchComposes(builder, wanted, now());
    if (problems.length > 0) {
      warn(log, problems, wanted.length - found.size);
    }
    log.info("Red Hat's API was asked", { images: wanted.length, found: found.size });
    return found;
  } catch (error) {
    warn(log, [(error as Error).message], wanted.length);
    return new Map();
  }
}

function warn(log: Logger, problems: readonly string[], images: number): void {
  log.warn("Red Hat's API did not tell everything: copies go on, some with basic tags only", {
    problems: problems.slice(0, 5),
    images_without_metadata: images,
  });
}
