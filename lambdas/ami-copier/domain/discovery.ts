import type { Image } from "@aws-sdk/client-ec2";
import { isAdoptable, isOwn, type Observer } from "./adoption.ts";
import { knownMismatch } from "./billing.ts";
import { countVolumes, type OwnCopies } from "./images.ts";

/** An image to process. */
export interface Candidate {
  readonly sourceAmiId: string;
  /** EBS volumes to copy, at least 1. */
  readonly volumes: number;
  /** When the source image was registered, ISO 8601; unknown when it is no longer shared. */
  readonly createdAt?: string | undefined;
  /** Absent when it is no longer shared; then there is a temporary image. */
  readonly source?: Image | undefined;
  /** The temporary image to adopt. */
  readonly temporary?: Image | undefined;
}

/** What a look at the shared images and at our copies of them says. */
export interface Findings {
  /** Those to process, the ones under way first, then the oldest: what Red Hat shares expires after two weeks. */
  readonly candidates: readonly Candidate[];
  /** Source image ids of those that have a copy. */
  readonly skipped: readonly string[];
  readonly deferred: number;
}

type Verdict = "adopt" | "copy" | "skip" | "defer";

/**
 * Decides what to do with one source image.
 *
 * A temporary image of ours comes first, even beside a final one: it is what an execution that died left behind.
 *
 * @param copies the final and temporary images of this source
 * @param observer who asks; this source is one that its discovery takes
 */
export function judge(copies: OwnCopies | undefined, observer: Observer): Verdict {
  if (copies?.temporaries.some((image) => isAdoptable(image, observer)) === true) {
    return "adopt";
  }
  if ((copies?.finals.length ?? 0) > 0) {
    return "skip";
  }
  return (copies?.temporaries.length ?? 0) > 0 ? "defer" : "copy";
}

/**
 * Whether an installation has something to finish of a source that its discovery does not take, or no longer: a copy of its own, which
 * needs the source no more. What is kept because of its billing is not reported any more then.
 */
export function hasOrphan({ temporaries, finals }: OwnCopies, observer: Observer): boolean {
  return temporaries.some(
    (image) => isOwn(image, observer) && (knownMismatch(image) === undefined || finals.length > 0),
  );
}

/**
 * Decides which images are new.
 *
 * @param shared images shared with this account that the installation takes
 * @param own this account's copies, by source image id
 * @param observer who asks
 */
export function findNew(shared: readonly Image[], own: ReadonlyMap<string, OwnCopies>, observer: Observer): Findings {
  const oldestFirst = [...shared].sort((left, right) =>
    (left.CreationDate ?? "").localeCompare(right.CreationDate ?? ""),
  );
  const sharedIds = new Set(shared.map((image) => image.ImageId));
  const orphans = [...own].filter(([id, copies]) => !sharedIds.has(id) && hasOrphan(copies, observer));
  const judged = oldestFirst.map((image) => {
    const sourceAmiId = image.ImageId ?? "";
    const copies = own.get(sourceAmiId);
    const candidate = {
      sourceAmiId,
      volumes: Math.max(1, countVolumes(image)),
      createdAt: image.CreationDate,
      source: image,
      temporary: copies?.temporaries.find((copy) => isAdoptable(copy, observer)),
    };
    return { verdict: judge(copies, observer), candidate };
  });
  const having = (verdict: Verdict) => judged.filter((item) => item.verdict === verdict).map((item) => item.candidate);
  return {
    candidates: [
      ...orphans.map(([sourceAmiId, { temporaries }]) => ({
        sourceAmiId,
        volumes: Math.max(1, ...temporaries.map(countVolumes)),
        temporary: temporaries.find((copy) => isAdoptable(copy, observer)),
      })),
      ...having("adopt"),
      ...having("copy"),
    ],
    skipped: having("skip").map(({ sourceAmiId }) => sourceAmiId),
    deferred: having("defer").length,
  };
}
