/** The newest finished image of a cell, as its tags tell. */
export interface FinishedImage {
  readonly image_id: string;
  /** Hash of the template that it was made from; null where its tag is lost. */
  readonly hash: string | null;
  /** Id of the image that it was built on; null where its tag is lost. */
  readonly base: string | null;
  readonly created: Date;
}

/** What decides whether a cell is due. */
export interface DueInput {
  readonly forced: boolean;
  readonly newest: FinishedImage | null;
  /** Hash of the template now. */
  readonly hash: string;
  /** Id of the base image now. */
  readonly base: string;
  readonly now: Date;
  /** 0: never due by age. */
  readonly max_image_age_days: number;
}

/** Whether a cell is to be built, and why, as a part of a sentence: `ami-… is 31 days old`. */
export interface Due {
  readonly due: boolean;
  readonly reason: string;
}

const millisecondsPerDay = 86_400_000;

/** Decides whether a cell is due: forced, never built, built from something else, or too old. */
export function decideDue({ forced, newest, hash, base, now, max_image_age_days }: DueInput): Due {
  if (forced) return { due: true, reason: "it was asked for with force" };
  if (newest === null) return { due: true, reason: "there is no finished image" };
  if (newest.hash !== hash) return { due: true, reason: `the template is another than that of ${newest.image_id}` };
  if (newest.base === null) return { due: true, reason: `${newest.image_id} does not say what it was built on` };
  if (newest.base !== base) {
    return { due: true, reason: `the base image of ${newest.image_id} was ${newest.base} and is ${base} now` };
  }
  const age = (now.getTime() - newest.created.getTime()) / millisecondsPerDay;
  if (max_image_age_days > 0 && age > max_image_age_days) {
    const limit = `${max_image_age_days} ${max_image_age_days === 1 ? "day" : "days"}`;
    return { due: true, reason: `${newest.image_id} is older than ${limit}` };
  }
  return { due: false, reason: `${newest.image_id} is of this template and base` };
}
