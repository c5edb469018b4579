import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { SearchReplica } from './replica.ts';
import type { OwnSearch, Search, SearchAnswer } from './search.ts';
import { createSearchWithReplica } from './with-replica.ts';

test('searches that take long, parts of which are answered, have no others answered by the database', async () => {
  const answers: SearchAnswer[] = [];
  const search = createSearch(async ({ signal, onPart }) => {
    onPart?.();
    await once(signal ?? new AbortController().signal, 'abort');
    signal?.throwIfAborted();
    return [];
  });
  for (let searched = 0; searched < 5; searched++)
    await search.searchUsers({ text: 'a', limit: 1, onAnswer: (answer) => answers.push(answer) });
  expect(answers).toEqual(Array(5).fill({ engine: 'postgres', reason: 'late' }));
});

function createSearch(searchUsers: Search['searchUsers']) {
  // `as`: nothing but users is searched.
  const [own, other] = [{ searchUsers: async () => [] }, { searchUsers }] as unknown as [OwnSearch, Search];
  const replica = { engine: 'typesense', of: () => other } as unknown as SearchReplica; // `as`: nor is it written to.
  const findWhole = async () => ({ generation: 'whole' });
  return createSearchWithReplica({ own, replica, findWhole, onFailure: () => {}, timeoutMs: 10 });
}
