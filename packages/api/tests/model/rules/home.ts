import { describeTweet } from './describe.ts';
import { comesUnasked } from './sight.ts';
import { type Account, has, type Tweet, type World } from './world.ts';

/** What the viewer and whom the viewer follows wrote and retweeted, newest first. */
export function homeOf(world: World, viewer: Account): string[] {
  return toEntries(
    world.tweets.filter((tweet) => isForHome(world, viewer, tweet) && comesUnasked(world, viewer, tweet)),
  ).map((tweet) => describeTweet(world, viewer, { tweet, unasked: true }));
}

/** Whether a tweet belongs to a home timeline, be it in sight or not. */
export function isForHome({ follows }: World, viewer: Account, { by }: Tweet): boolean {
  return by === viewer || has(follows, viewer, by);
}

/** Each retweet is an entry of its own. */
function toEntries(tweets: readonly Tweet[]): Tweet[] {
  return tweets.toReversed();
}
