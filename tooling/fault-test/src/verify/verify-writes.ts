import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Ledger, PostedTweet } from '../load/ledger.ts';

/** What was acknowledged, against the database: one line for each that is lost or stands twice. */
export interface WritesVerification {
  lost: string[];
  doubled: string[];
}

export async function verifyWrites(db: Database, ledger: Ledger): Promise<WritesVerification> {
  const stored = await db
    .selectFrom('tweets')
    .select(['id', 'text', 'deletedAt'])
    .where('authorId', '=', sql<string>`any(${ledger.tweets.map(({ author }) => author.id)}::bigint[])`)
    .$narrowType<{ id: string }>()
    .execute();
  const tweets = new Map(stored.map(({ id, deletedAt }) => [id, { isDeleted: deletedAt !== null }]));
  const acknowledged = new Set(ledger.tweets.map(({ id }) => id));
  const unanswered = new Set(ledger.tweets.flatMap(({ id, text }) => (id === undefined ? text : [])));
  const likes = await db.selectFrom('likes').select(['userId', 'tweetId']).execute();
  const liked = new Set(likes.map(({ userId, tweetId }) => `${userId}:${tweetId}`));
  const follows = await db.selectFrom('follows').select(['followerId', 'followeeId']).execute();
  const followed = new Set(follows.map(({ followerId, followeeId }) => `${followerId}:${followeeId}`));
  return {
    lost: [
      ...ledger.tweets.flatMap((tweet) => findLostTweet(tweet, tweets)),
      ...ledger.tweets.flatMap((tweet) => findLostLikes(tweet, liked)),
      ...[...ledger.follows]
        .filter(([pair, { isFollowing, isChanging }]) => !isChanging && isFollowing !== followed.has(pair))
        .map(([pair, { isFollowing }]) => `${isFollowing ? 'follow' : 'unfollow'} ${pair}`),
    ],
    // A tweet that was written twice has an id that nobody was answered with.
    doubled: stored
      .filter(({ id, text }) => !acknowledged.has(id) && !unanswered.has(text))
      .map(({ id }) => `tweet ${id}`),
  };
}

function findLostTweet(
  { id, text, deletion }: PostedTweet,
  stored: ReadonlyMap<string, { isDeleted: boolean }>,
): string[] {
  if (id === undefined) return [];
  const { isDeleted = true } = stored.get(id) ?? {};
  if (deletion === 'acknowledged' && !isDeleted) return [`deletion of “${text}”`];
  if (deletion === 'none' && isDeleted) return [`tweet “${text}”`];
  return [];
}

function findLostLikes({ id, text, deletion, likes }: PostedTweet, liked: ReadonlySet<string>): string[] {
  if (deletion !== 'none') return [];
  return [...likes]
    .filter(([userId, progress]) => progress === 'acknowledged' && !liked.has(`${userId}:${id}`))
    .map(([userId]) => `like of “${text}” by ${userId}`);
}
