import type { OwnSearch, TweetSearch } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** What is searched for. The database's own index alone knows when it came to find a tweet. */
export interface FollowedSearch extends Pick<TweetSearch, 'terms' | 'alsoBy'> {
  db: Database;
  search: OwnSearch;
}

/** Of the newest tweets found, so many. */
export async function readSearchAdditions(
  { db, search, ...asked }: FollowedSearch,
  { limit, ...range }: Range & { limit: number },
): Promise<Additions> {
  // First what this read is shown: all that the snapshot shows is found after it.
  const { now } = await readAdditions(db, {}, sql`select null`);
  if (range.since === undefined) return { now, ids: [] };
  const hits = await search.searchTweets({ ...asked, sort: 'newest', limit, ownOnly: true });
  const until = range.backlog?.until ?? now;
  const { rows } = await sql<{ id: string }>`
    select tweet_id::text as id
    from search_tweets, (select ${range.since}::pg_snapshot as since, ${until}::pg_snapshot as until) as range
    where tweet_id = any(${hits.map(({ id }) => id)}::bigint[])
      and tweet_id > ${range.backlog?.after ?? '0'} and ${isInRange}
    order by tweet_id`.execute(db);
  return { now, ids: rows.map(({ id }) => id) };
}

export async function pickSearchAdditions(
  { db, search, ...asked }: FollowedSearch,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const hits = await search.searchTweets({
    ...asked,
    ...{ sort: 'newest', limit: ids.length, among: ids, ownOnly: true },
  });
  const rows = await db
    .selectFrom('searchTweets')
    .select('tweetId')
    .where('tweetId', '=', sql<string>`any(${hits.map(({ id }) => id)})`)
    .where(isAddedSince(since))
    .orderBy('tweetId')
    .execute();
  return rows.map(({ tweetId }) => tweetId);
}
