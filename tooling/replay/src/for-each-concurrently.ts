/** Runs the action for every item, so many at once; begins no more after one has failed. */
export async function forEachConcurrently<Item>(
  items: Iterable<Item>,
  concurrency: number,
  action: (item: Item) => Promise<void>,
): Promise<void> {
  const iterator = Iterator.from(items);
  const work = async () => {
    for (const item of iterator) await action(item);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
