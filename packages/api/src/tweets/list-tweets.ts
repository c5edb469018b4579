import type { Database } from '@dunlin/db';
import type { Position } from '../core/pagination.ts';

/** Newest first. */
export function listTweetsOfAuthor(
  db: Database,
  { id, only }: { id: string; only?: 'tweets' | 'replies' | undefined },
  { last, limit }: Position,
) {
  return db
    .selectFrom('tweets')
    .select('id')
    .where('authorId', '=', id)
    .where('deletedAt', 'is', null)
    .$if(only !== undefined, (query) => query.where('replyToId', only === 'tweets' ? 'is' : 'is not', null))
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
