import type { QueryContext } from '../core/trpc.ts';
import { showTweets } from '../tweets/present.ts';
import type { Tweet } from '../tweets/schema.ts';
import type { HomeRow } from './home-entries.ts';
import type { HomeTweet } from './schema.ts';

/** Named beside a tweet at most. */
const maxNamed = 3;

/** Shows each row by the newest of what it stands for that the viewer is shown, and names who else retweeted it. */
export async function presentHome(ctx: QueryContext, rows: readonly HomeRow[]): Promise<HomeTweet[]> {
  const ids = rows.flatMap(idsOf);
  const tweets = await showTweets(ctx, ids, { unasked: true });
  const items = ids.length === rows.length ? tweets : foldTweets(rows, tweets);
  ctx.impressions.count(ctx.viewer.id, items);
  return items;
}

function foldTweets(rows: readonly HomeRow[], tweets: readonly Tweet[]): HomeTweet[] {
  const byId = new Map(tweets.map((tweet) => [tweet.id, tweet]));
  return rows.flatMap((row): HomeTweet[] => {
    const shown = idsOf(row).flatMap((id) => byId.get(id) ?? []);
    const [newest] = shown;
    if (!newest) return [];
    const retweeters = shown.filter(({ retweetOf }) => retweetOf).map(({ author }) => author);
    if (retweeters.length < 2) return [newest];
    const users = retweeters.slice(0, maxNamed);
    return [{ ...newest, retweetedBy: { users, userCount: retweeters.length } }];
  });
}

function idsOf({ tweetId, repeats }: HomeRow): readonly string[] {
  return [tweetId, ...repeats];
}
