import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { toName } from '../names.ts';
import type { TweetDocument, TweetLikes } from '../search.ts';
import type { LoadStems } from '../stems.ts';
import { toWords } from '../words.ts';
import { toVector } from './lexemes.ts';

export async function indexTweets(
  { db, loadStems }: { db: Database; loadStems: LoadStems },
  tweets: readonly TweetDocument[],
): Promise<void> {
  if (tweets.length === 0) return;
  const rows = await toRows(loadStems, tweets);
  await inTransaction(db, async (trx) => {
    const counted = await trx
      .selectFrom('searchTweets')
      .select(['hashtags', 'listed'])
      .where('tweetId', '=', sql<string>`any(${tweets.map(({ id }) => id)})`)
      .execute();
    await upsertTweets(trx, rows);
    await countHashtags(trx, { removed: counted.filter(isListed), added: tweets.filter(isListed) });
  });
}

export async function removeTweets(db: Database, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await inTransaction(db, async (trx) => {
    const removed = await trx
      .deleteFrom('searchTweets')
      .where('tweetId', '=', sql<string>`any(${ids})`)
      .returning(['hashtags', 'listed'])
      .execute();
    await countHashtags(trx, { removed: removed.filter(isListed), added: [] });
  });
}

export async function readTweets(db: Database, ids: readonly string[]): Promise<TweetDocument[]> {
  return db
    .selectFrom('searchTweets')
    .select(['tweetId as id', 'author', 'replyTo', 'mentions', 'hashtags', 'text', 'language', 'createdAt'])
    .select(['hasMedia', 'hasLinks', 'likes', 'listed'])
    .where('tweetId', '=', sql<string>`any(${ids})`)
    .orderBy('tweetId')
    .execute();
}

export async function setLikes(db: Database, likes: readonly TweetLikes[]): Promise<void> {
  await sql`
    update search_tweets set likes = counted.likes
    from unnest(${likes.map(({ id }) => id)}::bigint[], ${likes.map(({ likes }) => likes)}::integer[]) as counted (id, likes)
    where tweet_id = counted.id and search_tweets.likes <> counted.likes`.execute(db);
}

/** Tweets per call: a tenth of a second or two. */
const listedBatchSize = 1_000;

export async function setAuthorListed(
  db: Database,
  { author, listed, after = '0' }: { author: string; listed: boolean; after?: string | undefined },
): Promise<string | undefined> {
  const tweets = await db
    .selectFrom('searchTweets')
    .select('tweetId')
    .where('author', '=', author)
    // Literal: only a plan for this value may use the index of tweets that are not listed.
    .where('listed', '=', sql.lit(!listed))
    .where('tweetId', '>', after)
    .orderBy('tweetId')
    .limit(listedBatchSize)
    .execute();
  if (tweets.length === 0) return;
  const ids = tweets.map(({ tweetId }) => tweetId);
  await inTransaction(db, async (trx) => {
    const changed = await trx
      .updateTable('searchTweets')
      .set({ listed })
      .where('tweetId', '=', sql<string>`any(${ids})`)
      .where('listed', '<>', listed)
      .returning('hashtags')
      .execute();
    await countHashtags(trx, listed ? { removed: [], added: changed } : { removed: changed, added: [] });
  });
  return tweets.length === listedBatchSize ? ids.at(-1) : undefined;
}

/** What is stored of tweets, to be read by `selectRows`. */
export async function toRows(loadStems: LoadStems, tweets: readonly TweetDocument[]): Promise<object[]> {
  const documents = tweets.map((tweet) => ({ ...tweet, words: toWords(tweet.text) }));
  const stem = await loadStems(
    documents.flatMap(({ language, words }) => words.map((word) => ({ language, word }))),
  );
  return documents.map((tweet) => ({ ...tweet, words: toVector(tweet.words, tweet.language, stem) }));
}

export const columns = sql`
    author, reply_to, mentions, hashtags, text, words, language, created_at, has_media, has_links, likes, listed`;

/** The id, then the columns. */
export function selectRows(rows: readonly object[]): RawBuilder<unknown> {
  return sql`
    select id, author, "replyTo", mentions, hashtags, text, words, language, "createdAt", "hasMedia", "hasLinks", likes, listed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as document (
      id bigint, author text, "replyTo" text, mentions text[], hashtags text[], text text, words tsvector,
      language text, "createdAt" timestamptz, "hasMedia" boolean, "hasLinks" boolean, likes integer, listed boolean
    )`;
}

async function upsertTweets(trx: Database, rows: readonly object[]): Promise<void> {
  await sql`
    insert into search_tweets (tweet_id, ${columns}) ${selectRows(rows)}
    on conflict (tweet_id) do update set (${columns}) = (
      select excluded.author, excluded.reply_to, excluded.mentions, excluded.hashtags, excluded.text, excluded.words,
        excluded.language, excluded.created_at, excluded.has_media, excluded.has_links, excluded.likes, excluded.listed
    )`.execute(trx);
}

/** In the order of the hashtags, so that two who count do not lock each other out. */
async function countHashtags(
  trx: Database,
  { removed, added }: { removed: readonly Tagged[]; added: readonly Tagged[] },
): Promise<void> {
  const changes = new Map<string, number>();
  const count = (tweets: readonly Tagged[], change: number) => {
    for (const { hashtags } of tweets)
      for (const hashtag of new Set(hashtags)) changes.set(hashtag, (changes.get(hashtag) ?? 0) + change);
  };
  count(removed, -1);
  count(added, 1);
  const changed = [...changes].filter(([, change]) => change !== 0);
  if (changed.length === 0) return;
  const hashtags = changed.map(([hashtag]) => hashtag);
  await sql`
    insert into search_hashtags (hashtag, name, tweet_count)
    select * from unnest(${hashtags}::text[], ${hashtags.map(toName)}::text[], ${changed.map(([, change]) => change)}::integer[])
      as changed (hashtag, name, change)
    order by hashtag
    on conflict (hashtag) do update set tweet_count = search_hashtags.tweet_count + excluded.tweet_count`.execute(
    trx,
  );
  await trx
    .deleteFrom('searchHashtags')
    .where('hashtag', '=', sql<string>`any(${hashtags})`)
    .where('tweetCount', '<=', 0)
    .execute();
}

/** In the one that it is given, or one of its own. */
function inTransaction<Result>(db: Database, run: (trx: Database) => Promise<Result>): Promise<Result> {
  return db.isTransaction ? run(db) : db.transaction().execute(run);
}

function isListed({ listed }: { listed: boolean }): boolean {
  return listed;
}

interface Tagged {
  hashtags: readonly string[];
}
