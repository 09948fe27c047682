/** Errors of the simulator itself. They end a simulation as what they are, lest they look like errors of what it simulates. */
export class Breakdown {
  readonly #broken: Promise<never>;
  #break: (error: unknown) => void = () => undefined;

  constructor() {
    this.#broken = new Promise((_resolve, reject) => (this.#break = reject));
    // Whoever waits for something hears of it; nobody has to.
    this.#broken.catch(() => undefined);
  }

  /** Takes an error; the first one counts. */
  readonly report = (error: unknown): void => {
    this.#break(error);
  };

  /**
   * Waits for work.
   *
   * @throws whatever was reported, before or meanwhile
   */
  guard<T>(work: Promise<T>): Promise<T> {
    return Promise.race([this.#broken, work]);
  }
}
