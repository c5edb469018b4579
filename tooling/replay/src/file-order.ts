import { newestFirst } from './expected-timelines.ts';

/** An accepted tweet and its place in the file. */
export interface PlacedTweet {
  id: string;
  author: number;
  place: number;
}

/**
 * Tweets, given in the order of the file, whose id is not above those of the same author before them and of all that stand
 * `window` places or more before them: posting waits for those.
 */
export function findOutOfOrder<Tweet extends PlacedTweet>(tweets: readonly Tweet[], window: number): Tweet[] {
  const newestOfAuthor = new Map<number, Tweet>();
  let settled = 0;
  let newest: Tweet | undefined;
  return tweets.filter((tweet) => {
    for (; (tweets[settled]?.place ?? Infinity) <= tweet.place - window; settled++)
      newest = newerOf(newest, tweets[settled]);
    const before = newerOf(newest, newestOfAuthor.get(tweet.author));
    newestOfAuthor.set(tweet.author, tweet);
    return before !== undefined && newestFirst(tweet, before) >= 0;
  });
}

function newerOf<Tweet extends { id: string }>(
  a: Tweet | undefined,
  b: Tweet | undefined,
): Tweet | undefined {
  return a && b ? (newestFirst(a, b) < 0 ? a : b) : (a ?? b);
}
