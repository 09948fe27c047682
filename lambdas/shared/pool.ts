/**
 * Works on items, a few at a time, in their order. Stops handing out items once there is nothing more to do.
 *
 * @param items what to work on
 * @param limit how many at a time
 * @param isDone asked before each item
 * @param work must not throw
 */
export async function forEachLimited<Item>(
  items: Iterable<Item>,
  limit: number,
  isDone: () => boolean,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    while (!isDone()) {
      const next = iterator.next();
      if (next.done === true) return;
      await work(next.value);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
