/** Adds changes of counters up, by what they are counters of. */
export function sumCounts<Name extends string>(
  changes: Iterable<readonly [id: string, counter: Name, change: number]>,
): Map<string, Partial<Record<Name, number>>> {
  const sums = new Map<string, Partial<Record<Name, number>>>();
  for (const [id, counter, change] of changes) {
    const sum: Partial<Record<Name, number>> = sums.get(id) ?? {};
    sums.set(id, { ...sum, [counter]: (sum[counter] ?? 0) + change });
  }
  return sums;
}
