import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import type { TweetVersion } from './schema.ts';
import type { TextEntities } from './text.ts';

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

/** Who retweeted a tweet, latest first. */
export function listRetweeters(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .innerJoin('users', 'users.id', 'tweets.authorId')
    .select(['tweets.id', 'authorId as userId'])
    .where('retweetOfId', '=', tweetId)
    .where('tweets.deletedAt', 'is', null)
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('tweets.id', '<', last ?? ''))
    .orderBy('tweets.id', 'desc')
    .limit(limit)
    .execute();
}

/** Quotes of a tweet, newest first. */
export function listQuotes(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .select('id')
    .where('quotedId', '=', tweetId)
    .where('deletedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}
