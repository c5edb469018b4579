import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { Viewer } from '../core/viewer.ts';
import { toStaffMedia } from '../media/present.ts';
import { contentColumns, type TweetContent, toTweetContent } from '../moderation/tweet-content.ts';
import type { ListModeratedTweetsInput, ModeratedTweet, ModeratedTweetContent } from './schema.ts';
import { toPattern } from './users.ts';

/** Any tweet, also one that is deleted or that hardly anyone may see: for moderators alone. @throws AppError TWEET_NOT_FOUND */
export async function getModeratedTweet(
  db: Database,
  id: string,
  isReadable: RawBuilder<boolean> = sql`true`,
): Promise<ModeratedTweet> {
  const row = await selectModeratedTweets(db)
    .where('tweets.id', '=', id)
    .where(isReadable)
    .executeTakeFirst();
  if (!row) throw new AppError('TWEET_NOT_FOUND');
  return toModeratedTweet(row);
}

/** Latest first; retweets say nothing of their own and are left out. */
export function listModeratedTweets(db: Database, filter: Filter, position: ReadablePosition) {
  const living = selectPage(db, filter, position).where('tweets.deletedAt', 'is', null);
  const deleted = selectPage(db, filter, position).where('tweets.deletedAt', 'is not', null);
  // Each has its index.
  return db
    .selectFrom(living.as('living'))
    .selectAll()
    .unionAll(db.selectFrom(deleted.as('deleted')).selectAll())
    .orderBy('id', 'desc')
    .limit(position.limit)
    .execute();
}

function selectPage(
  db: Database,
  { userId, conversationId, text }: Filter,
  { last, limit, isReadable }: ReadablePosition,
) {
  return selectModeratedTweets(db)
    .where('tweets.retweetOfId', 'is', null)
    .where(isReadable)
    .$if(userId !== undefined, (query) => query.where('authorId', '=', userId ?? ''))
    .$if(conversationId !== undefined, (query) => query.where('conversationId', '=', conversationId ?? ''))
    .$if(text !== undefined, (query) => query.where('tweets.text', 'ilike', toPattern(text ?? '')))
    .$if(last !== undefined, (query) => query.where('tweets.id', '<', last ?? ''))
    .orderBy('tweets.id', 'desc')
    .limit(limit);
}

/** Whether staff reads, of which a moderator has none of other moderators and admins, cover a tweet of these `authors`. */
export function isTweetReadableBy({ id, role }: Viewer): RawBuilder<boolean> {
  return role === 'admin' ? sql`true` : sql`(authors.role = 'user' or authors.id = ${id})`;
}

export function toModeratedTweet(row: ModeratedTweetRow): ModeratedTweet {
  const { deletedAt, deletedBy, deleterName, id, authorId, replyToId, conversationId, ...rest } = row;
  const { quotedId, detachedFromId, hiddenFromTrends, ...said } = rest;
  return {
    ...{ id, authorId, replyToId, conversationId, hiddenFromTrends },
    ...{ quotedId: quotedId ?? detachedFromId, quoteDetached: detachedFromId !== null },
    ...toModeratedContent(toTweetContent(said)),
    deletedAt: deletedAt?.toISOString() ?? null,
    deletedBy: deletedBy !== null && deleterName !== null ? { id: deletedBy, username: deleterName } : null,
  };
}

/** With media as moderators get them. */
export function toModeratedContent({ media, quoted, history, ...said }: TweetContent): ModeratedTweetContent {
  return {
    ...said,
    media: media.map(toStaffMedia),
    history: history.map((version) => ({ altTexts: [], removedAt: null, ...version })),
    quoted: quoted && { ...quoted, media: quoted.media.map(toStaffMedia) },
  };
}

function selectModeratedTweets(db: Database) {
  return db
    .selectFrom('tweets')
    .innerJoin('users as authors', 'authors.id', 'tweets.authorId')
    .leftJoin('users as deleters', 'deleters.id', 'tweets.deletedBy')
    .select(['tweets.id', 'authorId', 'replyToId', 'conversationId', 'quotedId', 'tweets.deletedAt'])
    .select(['detachedFromId', 'hiddenFromTrends'])
    .select(['deletedBy', 'deleters.username as deleterName'])
    .select(contentColumns);
}

type Filter = Omit<ListModeratedTweetsInput, 'cursor' | 'limit'>;
type ReadablePosition = Position & { isReadable: RawBuilder<boolean> };
type ModeratedTweetRow = Awaited<ReturnType<ReturnType<typeof selectModeratedTweets>['execute']>>[number];
