import { isDunlinError } from '@dunlin/sdk';
import type { PostedTweet } from './expected-timelines.ts';
import type { PlacedTweet } from './file-order.ts';
import type { Plan, PlannedTweet } from './plan.ts';
import type { Sessions } from './sessions.ts';

/** A tweet waits until all that stand so many places before it are answered. */
export const postingWindow = 16;

export interface Posting {
  /** In the order of the file. */
  accepted: (PostedTweet & PlacedTweet)[];
  /** How many the API refused, by error code. */
  refused: Map<string, number>;
  durationMs: number;
  /** How much of it was spent waiting for `before`. */
  waitedMs: number;
}

/**
 * Posts the tweets in the order of the file: those of one author one after the other, of all authors a window at a time.
 * @param options.before called before the tweet at each place; posting waits for it.
 * @throws DunlinError when a tweet could be neither posted nor refused.
 */
export async function postTweets(
  { tweets }: Pick<Plan, 'tweets'>,
  options: { sessions: Sessions; before: (place: number) => Promise<void>; onProgress: () => void },
): Promise<Posting> {
  const { sessions, before, onProgress } = options;
  const accepted: (Posting['accepted'][number] | undefined)[] = [];
  const refused: Posting['refused'] = new Map();
  const postOne = async (tweet: PlannedTweet, place: number) => {
    const client = await sessions.signIn(tweet.author);
    try {
      const { id } = await client.tweets.create({ text: tweet.text });
      accepted[place] = { ...tweet, id, place };
    } catch (error) {
      if (!isDunlinError(error) || !isRefusal(error.status)) throw error;
      refused.set(error.code, (refused.get(error.code) ?? 0) + 1);
    }
    onProgress();
  };

  const posts: Promise<void>[] = [];
  const lastOf = new Map<number, Promise<void>>();
  let waitedMs = 0;
  const startedAt = performance.now();
  for (const [place, tweet] of tweets.entries()) {
    await posts[place - postingWindow];
    const pausedAt = performance.now();
    await before(place);
    waitedMs += performance.now() - pausedAt;
    const post = (lastOf.get(tweet.author) ?? Promise.resolve()).then(() => postOne(tweet, place));
    // Awaited above or below; until then a failure is not unhandled.
    post.catch(() => {});
    posts.push(post);
    lastOf.set(tweet.author, post);
  }
  await Promise.all(posts);
  const durationMs = performance.now() - startedAt;
  return { accepted: accepted.filter((tweet) => tweet !== undefined), refused, durationMs, waitedMs };
}

/** Whether the answer is about the tweet, and not about who sends it or how often. */
function isRefusal(status = 0): boolean {
  return status >= 400 && status < 500 && ![401, 408, 429, 499].includes(status);
}
