import { sql } from 'kysely';
import type { Services, Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { indexingLock, lockIndexing } from './author-lock.ts';
import { notePending } from './replica/pending.ts';
import { writeTweets } from './write-documents.ts';

type Change = EventOf<'tweet.created' | 'tweet.updated' | 'tweet.deleted' | 'tweet.restored'>;

/** Brings what search knows of tweets in line with what they are now. */
export const indexTweets: RowConsumer<Change> = {
  name: 'index-tweets',
  locks: ({ authorId }) => indexingLock(authorId),
  async apply({ trx, search, hints, afterCommit }, events) {
    const ids = idsOf(events);
    await indexInTransaction({ trx, search }, ids);
    afterCommit(() => hints.publish('searches', ids));
  },
};

/** The same of how often they are liked, by which searches can be narrowed. */
export const indexLikes: RowConsumer<EventOf<'like.created' | 'like.deleted'>> = {
  name: 'index-likes',
  locks: ({ authorId }) => indexingLock(authorId),
  apply: (writer, events) => indexLikesOf(writer, idsOf(events)),
};

/** For those who hold the indexing locks of the tweets' authors. */
export async function indexLikesOf(
  { trx, search }: Pick<Writer, 'trx' | 'search'>,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string; likes: number }>`
    select id, (select greatest(coalesce(sum(likes), 0), 0)::int from tweet_counts where tweet_id = id) as likes
    from unnest(${ids}::bigint[]) as liked (id) order by id`.execute(trx);
  await search.within(trx).setLikes(rows);
  await notePending(trx, 'tweet', ids);
}

/**
 * Indexes those of the tweets that search finds, and removes the others; the replica, if there is one, learns of it later.
 * @param isChange whether it can have what the replica does not know.
 */
export function refreshTweets(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
  { isChange = true }: { isChange?: boolean } = {},
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await lockIndexing(trx, ids);
    await indexInTransaction({ trx, search }, ids, { isChange });
  });
}

async function indexInTransaction(
  { trx, search }: Pick<Writer, 'trx' | 'search'>,
  ids: readonly string[],
  { isChange = true } = {},
): Promise<void> {
  await writeTweets(trx, search.within(trx), ids);
  if (isChange) await notePending(trx, 'tweet', ids);
}

function idsOf(events: readonly { tweetId: string }[]): string[] {
  return [...new Set(events.map(({ tweetId }) => tweetId))];
}
