import { compileOnce, type Database, type Param, type Transaction, type Tweets } from '@dunlin/db';
import { type RawBuilder, type Selectable, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import { mediaEpochOf } from '../media/addresses.ts';
import type { MediaRow } from '../media/present.ts';
import { mediaOfTweet } from '../media/queries.ts';
import { type Author, selectWriter } from '../users/queries.ts';
import type { View } from '../views/views.ts';
import { entitiesWithIds } from './entities.ts';
import { conversationRule, type Rule, type Rules, toPolicyColumn, toRules } from './rules.ts';
import type { Entities, Tweet, TweetPolicy } from './schema.ts';
import { extractEntities } from './text.ts';

/** A tweet as everyone sees it. */
export interface TweetView extends Rules {
  id: string;
  text: string;
  createdAt: string;
  editedAt: string | null;
  /** 1, and one more with each edit. */
  version: number;
  authorId: string;
  replyToId: string | null;
  conversationId: string;
  quotedId: string | null;
  /** Whether it quoted a tweet from which it was detached. */
  quoteDetached: boolean;
  /** What a retweet repeats; a retweet has no text of its own. */
  retweetOfId: string | null;
  entities: Entities;
  media: MediaRow[];
  counts: Tweet['counts'];
}

const tweetColumns = [
  ...(['id', 'text', 'createdAt', 'editedAt', 'authorId', 'replyToId'] as const),
  ...(['conversationId', 'quotedId', 'detachedFromId', 'retweetOfId'] as const),
  ...(['replyPolicy', 'quotePolicy'] as const),
] as const;

export const countNames = ['replies', 'retweets', 'quotes', 'likes', 'bookmarks', 'views'] as const;
export type CountName = (typeof countNames)[number];
const noCounts: Tweet['counts'] = { replies: 0, retweets: 0, quotes: 0, likes: 0, bookmarks: 0, views: 0 };

/** Tweets as everyone sees them, by id. */
export const tweetViews: View<TweetView> = {
  name: 'tweets',
  maxEntries: 50_000,
  load: loadTweetViews,
  staleOn: 'tweets',
};

/** Views of those of the tweets that exist and are not deleted. */
export async function loadTweetViews(db: Database, ids: readonly string[]): Promise<Map<string, TweetView>> {
  const { rows } = await selectTweetViews(db, { ids });
  return new Map(
    rows.map((row) => [
      row.id,
      toTweetView(row, {
        ...{ counts: toCounts(row), version: row.version, conversationRule: row.conversationRule },
        media: row.media ?? [],
      }),
    ]),
  );
}

const currentVersion = sql<number>`case when edited_at is null then 1 else (
  select coalesce(max(version), 0) + 1 from tweet_versions where tweet_id = tweets.id
) end`.as('version');

const selectTweetViews = compileOnce((db, param: Param<{ ids: readonly string[] }>) =>
  db
    .selectFrom('tweets')
    .leftJoinLateral(
      (counts) =>
        counts
          .selectFrom('tweetCounts')
          .whereRef('tweetCounts.tweetId', '=', 'tweets.id')
          .select(countNames.map((name) => sql<number>`sum(${sql.ref(name)})::int`.as(name)))
          .as('counts'),
      (join) => join.onTrue(),
    )
    .select([...tweetColumns, ...countNames, mediaOfTweet, currentVersion, conversationRule])
    .select(entitiesWithIds('tweets.entities'))
    .where('id', '=', sql<string>`any(${param('ids')})`)
    .where('deletedAt', 'is', null),
);

/**
 * Inserts a tweet and reads back all that its view needs, in one statement.
 * @throws AppError SESSION_ENDED when the author has been deleted meanwhile.
 */
export async function insertTweet(
  trx: Transaction,
  tweet: {
    authorId: string;
    text: string;
    replyTo: { id: string; conversationId: string } | undefined;
    quotedId: string | undefined;
    replyPolicy?: TweetPolicy | undefined;
    quotePolicy?: TweetPolicy | undefined;
  },
): Promise<{ tweet: TweetView; author: Author }> {
  const { authorId, text, replyTo, quotedId } = tweet;
  const { rows } = await insertTweetOf(trx, {
    ...{ authorId, text, entities: JSON.stringify(extractEntities(text)) },
    ...{ replyToId: replyTo?.id ?? null, quotedId: quotedId ?? null },
    conversationId: replyTo?.conversationId ?? null,
    ...{ replyPolicy: toPolicyColumn(tweet.replyPolicy), quotePolicy: toPolicyColumn(tweet.quotePolicy) },
  });
  const [row] = rows;
  if (!row) throw new AppError('SESSION_ENDED');
  const { username, displayName, avatarUrl, verified, private: isPrivate, mediaEpoch, ...inserted } = row;
  return {
    tweet: toTweetView(inserted, { counts: noCounts, version: 1, media: [], conversationRule: null }),
    author: { id: authorId, username, displayName, avatarUrl, verified, private: isPrivate, mediaEpoch },
  };
}

const insertTweetOf = compileOnce((base, param: Param<NewTweet>) =>
  base
    .with('inserted', (db) =>
      db
        .insertInto('tweets')
        .columns([
          ...(['id', 'authorId', 'text', 'entities', 'replyToId', 'conversationId', 'quotedId'] as const),
          ...(['replyPolicy', 'quotePolicy'] as const),
        ])
        .expression(
          selectWriter(base, param('authorId'))
            .innerJoin(sql<{ id: string }>`next_id()`.as<'new'>(sql`new (id)`), (join) => join.onTrue())
            .select([
              'new.id',
              'users.id as authorId',
              param('text').as('text'),
              sql`${param('entities')}::jsonb`.as('entities'),
              sql`${param('replyToId')}::bigint`.as('replyToId'),
              sql`coalesce(${param('conversationId')}, new.id)`.as('conversationId'),
              sql`${param('quotedId')}::bigint`.as('quotedId'),
              sql`${param('replyPolicy')}::text`.as('replyPolicy'),
              sql`${param('quotePolicy')}::text`.as('quotePolicy'),
            ]),
        )
        .returning([...tweetColumns, 'entities']),
    )
    .selectFrom('inserted')
    .innerJoin('users', 'users.id', 'inserted.authorId')
    .select(tweetColumns.map((name) => `inserted.${name}` as const))
    .select(entitiesWithIds('inserted.entities'))
    .select(['username', 'displayName', 'avatarUrl', 'verified', 'private'])
    .select(mediaEpochOf(sql.ref('users.id')).as('mediaEpoch')),
);

interface NewTweet {
  authorId: string;
  text: string;
  entities: string;
  replyToId: string | null;
  conversationId: string | null;
  quotedId: string | null;
  replyPolicy: string | null;
  quotePolicy: string | null;
}

/** Locks a living tweet against deletion (share) or any other writer (update) until the transaction ends. */
export async function findLivingTweet(trx: Transaction, id: string, lock: 'share' | 'update') {
  const { rows } = await selectLivingTweet[lock](trx, { id });
  return rows[0];
}

function livingTweet(db: Database, id: RawBuilder<string>, lock: 'share' | 'update') {
  const query = db
    .selectFrom('tweets')
    .select(['id', 'authorId', 'text', 'replyToId', 'conversationId', 'quotedId', 'retweetOfId'])
    .select(['replyPolicy', 'quotePolicy'])
    .where('id', '=', id)
    .where('deletedAt', 'is', null);
  return lock === 'share' ? query.forShare() : query.forNoKeyUpdate();
}

/** Locks a living tweet whose author is active. @throws AppError TWEET_NOT_FOUND */
export async function lockTweet(
  trx: Transaction,
  id: string,
  lock: 'share' | 'update',
): Promise<LockedTweet> {
  const { rows } = await selectTweetOfActive[lock](trx, { id });
  const [tweet] = rows;
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  return tweet;
}

const selectLivingTweet = forEachLock((lock) =>
  compileOnce((db, param: Param<{ id: string }>) => livingTweet(db, param('id'), lock)),
);

const selectTweetOfActive = forEachLock((lock) =>
  compileOnce((db, param: Param<{ id: string }>) =>
    livingTweet(db, param('id'), lock).where((where) =>
      where.exists(
        where
          .selectFrom('users')
          .select('users.id')
          .whereRef('users.id', '=', 'tweets.authorId')
          .where('users.isActive', '=', true),
      ),
    ),
  ),
);

function forEachLock<Query>(compile: (lock: 'share' | 'update') => Query) {
  return { share: compile('share'), update: compile('update') };
}

/** Adds to a tweet's counters; each connection has its own slot, so that the likers of one tweet do not wait for each other. */
export async function countForTweet(
  trx: Transaction,
  tweetId: string,
  changes: Partial<Record<CountName, number>>,
): Promise<void> {
  await addToTweetCounts(trx, { tweetId, ...noCounts, ...changes });
}

const addToTweetCounts = compileOnce((db, param: Param<Record<CountName, number> & { tweetId: string }>) =>
  db
    .insertInto('tweetCounts')
    .values({
      tweetId: param('tweetId'),
      slot: sql<number>`pg_backend_pid() % 16`,
      ...Object.fromEntries(countNames.map((name) => [name, param(name)])),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tweetId', 'slot'])
        .doUpdateSet(
          Object.fromEntries(
            countNames.map((name) => [
              name,
              sql`tweet_counts.${sql.ref(name)} + ${sql.ref(`excluded.${name}`)}`,
            ]),
          ),
        ),
    ),
);

export type LockedTweet = NonNullable<Awaited<ReturnType<typeof findLivingTweet>>>;

function toTweetView(
  row: TweetRow,
  { conversationRule, ...read }: Pick<TweetView, 'counts' | 'version' | 'media'> & ReplyRule,
): TweetView {
  const { id, text, authorId, replyToId, conversationId, quotedId, retweetOfId, entities } = row;
  return {
    ...{ id, text, authorId, replyToId, conversationId, quotedId, retweetOfId, entities },
    quoteDetached: row.detachedFromId !== null,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    ...toRules({ ...row, conversationRule }),
    ...read,
  };
}

function toCounts(row: Record<CountName, number | null>): Tweet['counts'] {
  const { replies, retweets, quotes, likes, bookmarks, views } = row;
  return {
    ...{ replies: replies ?? 0, retweets: retweets ?? 0, quotes: quotes ?? 0 },
    ...{ likes: likes ?? 0, bookmarks: bookmarks ?? 0, views: views ?? 0 },
  };
}

interface ReplyRule {
  conversationRule: Rule | null;
}

type TweetRow = Pick<Selectable<Tweets>, (typeof tweetColumns)[number]> & { entities: Entities };
