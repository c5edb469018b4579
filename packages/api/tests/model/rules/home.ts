import { describeTweet } from './describe.ts';
import { comesUnasked } from './sight.ts';
import { type Account, has, type Tweet, type World } from './world.ts';

/** Within so many entries a tweet and what repeats it are one. */
const repeatsWithin = 50;
/** Accounts named beside a tweet. */
const maxNamed = 3;

/** What the viewer and whom the viewer follows wrote and retweeted, newest first. */
export function homeOf(world: World, viewer: Account): string[] {
  const shown = world.tweets.filter(
    (tweet) => isForHome(world, viewer, tweet) && comesUnasked(world, viewer, tweet),
  );
  return foldRepeats(shown.toReversed()).map(({ tweet, retweeters }) => {
    const names = retweeters.map(({ name }) => name);
    return describeEntry(describeTweet(world, viewer, { tweet, unasked: true }), names, names.length);
  });
}

/** Names who retweeted it where several did, the latest first. */
export function describeEntry(tweet: string, names: readonly string[], count: number): string {
  return count > 1 ? `${tweet} by ${names.slice(0, maxNamed)} of ${count}` : tweet;
}

/** Whether a tweet belongs to a home timeline, be it in sight or not. */
export function isForHome({ follows }: World, viewer: Account, { by }: Tweet): boolean {
  return by === viewer || has(follows, viewer, by);
}

/** One of which a newer one is near is no entry; who retweeted near below is named. */
function foldRepeats(newestFirst: readonly Tweet[]) {
  const originalOf = (tweet: Tweet) => tweet.retweetOf ?? tweet;
  const sameAmong = (tweets: readonly Tweet[], tweet: Tweet) =>
    tweets.filter((other) => originalOf(other) === originalOf(tweet));
  return newestFirst.flatMap((tweet, place) => {
    const above = newestFirst.slice(Math.max(0, place - repeatsWithin), place);
    if (sameAmong(above, tweet).length > 0) return [];
    const same = sameAmong(newestFirst.slice(place, place + repeatsWithin + 1), tweet);
    return [{ tweet, retweeters: same.filter(({ retweetOf }) => retweetOf).map(({ by }) => by) }];
  });
}
