import type { Database, Transaction, Tweets } from '@dunlin/db';
import { type Selectable, sql } from 'kysely';
import { AppError } from '../errors.ts';
import { type Additions, onlyRow } from '../live-stream.ts';
import type { Position } from '../pagination.ts';
import { selectWriter } from '../users/queries.ts';
import type { UserSummary } from '../users/schema.ts';
import type { TweetVersion } from './schema.ts';
import { extractEntities, type TextEntities } from './text.ts';

/** A tweet as everyone sees it. */
export interface TweetView {
  id: string;
  text: string;
  createdAt: string;
  editedAt: string | null;
  authorId: string;
  replyToId: string | null;
  conversationId: string;
  entities: TextEntities;
  counts: { replies: number; likes: number };
}

const tweetColumns = [
  ...(['id', 'text', 'createdAt', 'editedAt'] as const),
  ...(['authorId', 'replyToId', 'conversationId', 'entities'] as const),
] as const;

/** Views of those of the tweets that exist and are not deleted. */
export async function loadTweetViews(db: Database, ids: readonly string[]): Promise<Map<string, TweetView>> {
  const rows = await db
    .selectFrom('tweets')
    .leftJoinLateral(
      (counts) =>
        counts
          .selectFrom('tweetCounts')
          .whereRef('tweetCounts.tweetId', '=', 'tweets.id')
          .select([
            sql<number>`coalesce(sum(replies), 0)::int`.as('replies'),
            sql<number>`coalesce(sum(likes), 0)::int`.as('likes'),
          ])
          .as('counts'),
      (join) => join.onTrue(),
    )
    .select([...tweetColumns, 'replies', 'likes'])
    .where('id', '=', sql<string>`any(${ids})`)
    .where('deletedAt', 'is', null)
    .execute();
  return new Map(
    rows.map(({ replies, likes, ...row }) => [
      row.id,
      toTweetView(row, { replies: replies ?? 0, likes: likes ?? 0 }),
    ]),
  );
}

/**
 * Inserts a tweet and reads back all that its view needs, in one statement.
 * @throws AppError SESSION_ENDED when the author has been deleted meanwhile.
 */
export async function insertTweet(
  trx: Transaction,
  tweet: { authorId: string; text: string; replyTo: { id: string; conversationId: string } | undefined },
): Promise<{ tweet: TweetView; author: UserSummary }> {
  const { authorId, text, replyTo } = tweet;
  const row = await trx
    .with('inserted', (db) =>
      db
        .insertInto('tweets')
        .columns(['id', 'authorId', 'text', 'entities', 'replyToId', 'conversationId'])
        .expression(
          selectWriter(trx, authorId)
            .innerJoin(sql<{ id: string }>`next_id()`.as<'new'>(sql`new (id)`), (join) => join.onTrue())
            .select([
              'new.id',
              'users.id as authorId',
              sql`${text}`.as('text'),
              sql`${JSON.stringify(extractEntities(text))}::jsonb`.as('entities'),
              sql`${replyTo?.id ?? null}::bigint`.as('replyToId'),
              sql`coalesce(${replyTo?.conversationId ?? null}, new.id)`.as('conversationId'),
            ]),
        )
        .returning(tweetColumns),
    )
    .selectFrom('inserted')
    .innerJoin('users', 'users.id', 'inserted.authorId')
    .selectAll('inserted')
    .select(['username', 'displayName', 'avatarUrl', 'verified'])
    .executeTakeFirst();
  if (!row) throw new AppError('SESSION_ENDED');
  const { username, displayName, avatarUrl, verified, ...inserted } = row;
  return {
    tweet: toTweetView(inserted, { replies: 0, likes: 0 }),
    author: { id: authorId, username, displayName, avatarUrl, verified },
  };
}

/** Locks a living tweet against deletion (share) or any other writer (update) until the transaction ends. */
export function findLivingTweet(trx: Transaction, id: string, lock: 'share' | 'update') {
  return livingTweet(trx, id, lock).executeTakeFirst();
}

function livingTweet(trx: Transaction, id: string, lock: 'share' | 'update') {
  const query = trx
    .selectFrom('tweets')
    .select(['id', 'authorId', 'text', 'replyToId', 'conversationId'])
    .where('id', '=', id)
    .where('deletedAt', 'is', null);
  return lock === 'share' ? query.forShare() : query.forNoKeyUpdate();
}

/** Locks a living tweet whose author lives. @throws AppError TWEET_NOT_FOUND */
export async function lockTweet(
  trx: Transaction,
  id: string,
  lock: 'share' | 'update',
): Promise<LockedTweet> {
  const tweet = await livingTweet(trx, id, lock)
    .where((where) =>
      where.exists(
        where
          .selectFrom('users')
          .select('users.id')
          .whereRef('users.id', '=', 'tweets.authorId')
          .where('users.deletedAt', 'is', null),
      ),
    )
    .executeTakeFirst();
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  return tweet;
}

/** Replaces the text and keeps the old one as a version. */
export async function updateTweetText(trx: Transaction, id: string, text: string): Promise<void> {
  await trx
    .insertInto('tweetVersions')
    .columns(['tweetId', 'version', 'text', 'entities', 'createdAt'])
    .expression((expression) =>
      expression
        .selectFrom('tweets')
        .select([
          'id',
          sql`(select count(*) + 1 from tweet_versions where tweet_id = tweets.id)`.as('version'),
          'text',
          'entities',
          sql`coalesce(edited_at, created_at)`.as('createdAt'),
        ])
        .where('id', '=', id),
    )
    .execute();
  await trx
    .updateTable('tweets')
    .set({ text, entities: JSON.stringify(extractEntities(text)), editedAt: sql`now()` })
    .where('id', '=', id)
    .execute();
}

/** Adds to a tweet's counters; each connection has its own slot, so that the likers of one tweet do not wait for each other. */
export async function countForTweet(
  trx: Transaction,
  tweetId: string,
  { replies = 0, likes = 0 }: { replies?: number; likes?: number },
): Promise<void> {
  await trx
    .insertInto('tweetCounts')
    .values({ tweetId, slot: sql<number>`pg_backend_pid() % 16`, replies, likes })
    .onConflict((conflict) =>
      conflict.columns(['tweetId', 'slot']).doUpdateSet({
        replies: sql`tweet_counts.replies + excluded.replies`,
        likes: sql`tweet_counts.likes + excluded.likes`,
      }),
    )
    .execute();
}

/** Newest first. */
export function listTweetsOfAuthor(db: Database, authorId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .select('id')
    .where('authorId', '=', authorId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Direct replies, newest first. */
export function listReplies(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .select('id')
    .where('replyToId', '=', tweetId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** The tweets of a conversation, oldest first. */
export function listConversation(db: Database, conversationId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('id', '>', last ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** What a tweet said before it was edited, latest first. */
export async function listVersions(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweetVersions')
    .select([sql<string>`version::text`.as('id'), 'version', 'text', 'entities', 'createdAt'])
    .where('tweetId', '=', tweetId)
    .$if(last !== undefined, (query) => query.where('version', '<', Number(last)))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
}

export function toTweetVersion(row: Awaited<ReturnType<typeof listVersions>>[number]): TweetVersion {
  const { version, text, entities, createdAt } = row;
  // `as`: updateTweetText copies the column of the tweet, which holds nothing else.
  return { version, text, entities: entities as unknown as TextEntities, createdAt: createdAt.toISOString() };
}

/** What transactions at or after the horizon have added to a conversation (see live-stream.ts). */
export async function readConversationAdditions(
  db: Database,
  conversationId: string,
  since: string | undefined,
): Promise<Additions> {
  const { rows } = await sql<Additions>`
    with now as (select pg_snapshot_xmin(pg_current_snapshot()) as horizon)
    select horizon, array(
      select id from tweets
      where conversation_id = ${conversationId} and deleted_at is null
        and added_xid >= coalesce(${since ?? null}::text::xid8, horizon)
      order by id
    )::text[] as ids
    from now`.execute(db);
  return onlyRow(rows);
}

export async function pickConversationAdditions(
  db: Database,
  conversationId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${ids})`)
    .where('conversationId', '=', conversationId)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

export type LockedTweet = NonNullable<Awaited<ReturnType<typeof findLivingTweet>>>;

function toTweetView(row: TweetRow, counts: TweetView['counts']): TweetView {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    // `as`: insertTweet and updateTweetText write nothing else into the column.
    entities: row.entities as unknown as TextEntities,
    counts,
  };
}

type TweetRow = Pick<Selectable<Tweets>, (typeof tweetColumns)[number]>;
