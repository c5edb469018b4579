import { isActive, sees } from './sight.ts';
import type { Account, Tweet, World } from './world.ts';

/** What an id means when something is done with it: of a retweet that one sees, what it repeats. */
export function originalOf(world: World, by: Account, tweet: Tweet): Tweet | undefined {
  if (tweet.state !== 'living' || !isActive(tweet.by)) return;
  if (tweet.retweetOf === null) return tweet;
  return sees(world, by, tweet.by) ? originalOf(world, by, tweet.retweetOf) : undefined;
}

/** The same when it is taken back. */
export function findMarked(tweet: Tweet): Tweet | undefined {
  if (tweet.state !== 'living') return;
  return tweet.retweetOf === null ? tweet : findMarked(tweet.retweetOf);
}

/** Whether an account repeats or quotes a tweet. */
export function shares({ tweets }: World, by: Account, tweet: Tweet | null, ways: readonly Way[]): boolean {
  return tweets.some(
    (other) => other.by === by && other.state === 'living' && ways.some((way) => other[way] === tweet),
  );
}

export function findRetweet({ tweets }: World, by: Account, original: Tweet): Tweet | undefined {
  return tweets.find((tweet) => tweet.by === by && tweet.retweetOf === original && tweet.state === 'living');
}

/** The first tweet of its conversation. */
export function rootOf(tweet: Tweet): Tweet {
  return tweet.replyTo === null ? tweet : rootOf(tweet.replyTo);
}

export function versionOf({ former }: Tweet): number {
  return former.length + 1;
}

type Way = 'retweetOf' | 'quoted';
