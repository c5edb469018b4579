import type { QueryContext } from '../core/trpc.ts';
import { showTweets } from '../tweets/present.ts';
import type { Tweet } from '../tweets/schema.ts';
import type { HomeEntry } from './home-entries.ts';
import type { HomeTweet } from './schema.ts';

/** Named beside a tweet at most. */
const maxNamed = 3;

/** Shows each entry by the newest of what it stands for that the viewer is shown, and names who else retweeted it. */
export async function presentHome(ctx: QueryContext, entries: readonly HomeEntry[]): Promise<HomeTweet[]> {
  const ids = entries.flatMap(idsOf);
  const tweets = await showTweets(ctx, ids, { unasked: true });
  const items = ids.length === entries.length ? tweets : foldTweets(entries, tweets);
  ctx.impressions.count(ctx.viewer.id, items);
  return items;
}

function foldTweets(entries: readonly HomeEntry[], tweets: readonly Tweet[]): HomeTweet[] {
  const byId = new Map(tweets.map((tweet) => [tweet.id, tweet]));
  return entries.flatMap((entry): HomeTweet[] => {
    const [newest, ...others] = idsOf(entry).flatMap((id) => byId.get(id) ?? []);
    if (!newest) return [];
    const retweeters = [newest, ...others].filter(({ retweetOf }) => retweetOf).map(({ author }) => author);
    if (retweeters.length < 2) return [newest];
    const users = retweeters.slice(0, maxNamed);
    return [{ ...newest, retweetedBy: { users, userCount: retweeters.length } }];
  });
}

function idsOf({ id, repeats }: HomeEntry): readonly string[] {
  return repeats ? [id, ...repeats] : [id];
}
