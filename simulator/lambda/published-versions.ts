/** A version of a function. */
interface PublishedVersion {
  readonly number: number;
  /** Its code and settings, as {@link versionedSettings} has them. */
  readonly settings: string;
}

/** The versions of an account's functions: each has the code and the settings of its function when it was published. */
export class PublishedVersions {
  readonly #last = new Map<string, PublishedVersion>();

  /**
   * The version that publishing gives: the next, or the last one if neither code nor settings have changed since (Lambda Developer Guide,
   * function versions).
   */
  next(functionArn: string, settings: string): number {
    const last = this.#last.get(functionArn);
    if (last === undefined) return 1;
    return last.settings === settings ? last.number : last.number + 1;
  }

  /**
   * Publishes a version that {@link next} gave.
   *
   * @returns whether it is a new one
   * @throws Error for a version that is there with other code or settings: nothing changes a version
   */
  publish(functionArn: string, number: number, settings: string): boolean {
    const expected = this.next(functionArn, settings);
    if (number !== expected) {
      throw new Error(
        `Version ${number} of ${functionArn} is published already, with other code or settings: evaluate the module with the account's versions, which makes it version ${expected}.`,
      );
    }
    const isNew = this.#last.get(functionArn)?.number !== number;
    this.#last.set(functionArn, { number, settings });
    return isNew;
  }
}
