import type { OwnSearch, TweetSearch } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { type Additions, type Range, readSnapshot } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** What is searched for. The database's own index alone knows when it came to find a tweet. */
export interface FollowedSearch extends Pick<TweetSearch, 'ways' | 'alsoBy' | 'signal'> {
  db: Database;
  search: OwnSearch;
}

/** The newest so many. */
export async function readSearchAdditions(
  { db, search, ...asked }: FollowedSearch,
  { since, backlog, limit }: Range & { limit: number },
): Promise<Additions> {
  // First what this read is shown: all that the snapshot shows is found after it.
  const now = await readSnapshot(db);
  if (since === undefined) return { now, ids: [] };
  const { until = now, after = '0' } = backlog ?? {};
  const added = { since, until, after };
  const hits = await search.searchTweets({ ...asked, sort: 'newest', limit, added, ownOnly: true });
  return { now, ids: hits.map(({ id }) => id).reverse() };
}

export async function pickSearchAdditions(
  { search, ...asked }: FollowedSearch,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const only = { among: ids, added: { since }, limit: ids.length };
  const hits = await search.searchTweets({ ...asked, ...only, sort: 'newest', ownOnly: true });
  return hits.map(({ id }) => id).reverse();
}
