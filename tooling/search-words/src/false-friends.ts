import { fold } from '@dunlin/backends/search';
import type { Reading } from './reading.ts';

/** How many pairs of different words meet, but for those that are one when letters are folded, which are to meet. */
export function countFalseFriends(words: readonly string[], read: (word: string) => Reading): number {
  const byStored = new Map<string, Set<string>>();
  for (const word of words)
    for (const stored of read(word).stored)
      byStored.set(stored, (byStored.get(stored) ?? new Set()).add(word));
  const friends = new Set<string>();
  for (const word of words) {
    const folded = fold(word);
    for (const asked of read(word).asked)
      for (const other of byStored.get(asked) ?? [])
        if (fold(other) !== folded) friends.add([word, other].toSorted().join('\t'));
  }
  return friends.size;
}
