import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { indexingLock, lockIndexing } from '../search/author-lock.ts';
import { dropFallenTrends } from '../trends/drop-fallen-trends.ts';
import { trendHorizonHours } from '../trends/score.ts';
import type { TextEntities } from '../tweets/text.ts';
import { normalizeHashtag } from './normalize-hashtag.ts';

/** Brings the hashtags by which trends are counted in line with what tweets say now. Retweets say nothing of their own. */
export const indexHashtags: RowConsumer<
  EventOf<'tweet.created' | 'tweet.updated' | 'tweet.deleted' | 'tweet.restored'>
> = {
  name: 'index-hashtags',
  locks: ({ authorId }) => indexingLock(authorId),
  apply: (writer, events) =>
    indexHashtagsOfTweets(writer, [...new Set(events.map(({ tweetId }) => tweetId))]),
};

/** Of tweets whose authors' indexing lock the transaction holds. */
export async function indexHashtagsOfTweets(
  { trx, settings }: Pick<Writer, 'trx' | 'settings'>,
  tweetIds: readonly string[],
): Promise<void> {
  const tweets = await listTagged(trx, tweetIds, trendHorizonHours(settings.trends));
  const uses = tweets.flatMap(toUses);
  const removed = await removeOthers(trx, tweetIds, uses);
  await insertUses(trx, uses);
  await dropFallenTrends(trx, removed, settings.trends);
}

/** The same of any tweets. */
export function indexHashtagsAnew(
  { db, settings }: Pick<Writer, 'settings'> & { db: Database },
  tweetIds: readonly string[],
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await lockIndexing(trx, tweetIds);
    await indexHashtagsOfTweets({ trx, settings }, tweetIds);
  });
}

/** Those of some tweets that are counted under other hashtags than they have. */
export async function listWronglyTagged(
  { db, settings }: Pick<Writer, 'settings'> & { db: Database },
  tweetIds: readonly string[],
): Promise<string[]> {
  const tweets = await listTagged(db, tweetIds, trendHorizonHours(settings.trends));
  const counted = await db
    .selectFrom('tweetHashtags')
    .select(['tweetId', 'hashtag'])
    .where('tweetId', '=', sql<string>`any(${tweetIds})`)
    .execute();
  const nameOf = ({ tweetId, hashtag }: Pick<Use, 'tweetId' | 'hashtag'>) => `${tweetId} ${hashtag}`;
  const differing = new Set(tweets.flatMap(toUses).map(nameOf)).symmetricDifference(
    new Set(counted.map(nameOf)),
  );
  return [...new Set([...differing].map((use) => use.split(' ', 1)[0] ?? ''))];
}

function listTagged(db: Database, tweetIds: readonly string[], horizonHours: number) {
  return db
    .selectFrom('tweets')
    .select([
      'id',
      'authorId',
      'createdAt',
      sql<TextEntities['hashtags']>`entities -> 'hashtags'`.as('hashtags'),
    ])
    .where('id', '=', sql<string>`any(${tweetIds})`)
    .where('deletedAt', 'is', null)
    .where('hiddenFromTrends', '=', false)
    .where(sql`entities -> 'hashtags'`, '<>', sql`'[]'::jsonb`)
    .where('createdAt', '>', sql<Date>`now() - make_interval(hours => ${horizonHours})`)
    .execute();
}

function toUses({ id, authorId, createdAt, hashtags }: Tagged): Use[] {
  const forms = new Map<string, string>();
  for (const { text } of hashtags) {
    const hashtag = normalizeHashtag(text);
    if (!forms.has(hashtag)) forms.set(hashtag, text);
  }
  return Array.from(forms, ([hashtag, form]) => ({ tweetId: id, authorId, createdAt, hashtag, form }));
}

/** @returns the hashtags that were taken from any. */
async function removeOthers(
  trx: Transaction,
  tweetIds: readonly string[],
  uses: readonly Use[],
): Promise<string[]> {
  const { rows } = await sql<{ hashtag: string }>`
    delete from tweet_hashtags
    where tweet_id = any(${tweetIds}::bigint[]) and (tweet_id, hashtag) not in (
      select * from unnest(${uses.map(({ tweetId }) => tweetId)}::bigint[], ${uses.map(({ hashtag }) => hashtag)}::text[])
    ) returning hashtag`.execute(trx);
  return [...new Set(rows.map(({ hashtag }) => hashtag))];
}

async function insertUses(trx: Transaction, uses: readonly Use[]): Promise<void> {
  if (uses.length === 0) return;
  await trx
    .insertInto('tweetHashtags')
    .values(uses)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type Tagged = Awaited<ReturnType<typeof listTagged>>[number];

interface Use {
  tweetId: string;
  authorId: string;
  createdAt: Date;
  hashtag: string;
  /** As the tweet writes it. */
  form: string;
}
