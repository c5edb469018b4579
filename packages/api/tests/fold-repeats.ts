/** Of a list, newest first, without those that repeat a tweet which stands among the fifty above them. */
export function foldRepeats(entries: readonly Repeatable[]): string[] {
  return entries
    .filter(({ originalId }, place) =>
      entries.slice(Math.max(0, place - 50), place).every((above) => above.originalId !== originalId),
    )
    .map(({ id }) => id);
}

interface Repeatable {
  id: string;
  originalId: string;
}
