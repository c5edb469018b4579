import { output } from '../core/output.ts';
import { listPage, type Position } from '../core/pagination.ts';
import { type QueryContext, query, router } from '../core/trpc.ts';
import { presentTweets } from '../tweets/present.ts';
import { tweetViews } from '../tweets/queries.ts';
import { toUserSummary } from '../users/present.ts';
import { userViews } from '../users/queries.ts';
import { buildFeed, type FeedEntry, loadShown } from './build-feed.ts';
import { type FeedItem, FeedPage, GetFeedInput } from './schema.ts';
import { getEntries, insertSnapshot } from './snapshots.ts';

export const feedRouter = router({
  get: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/feed',
        tags: ['Feed'],
        summary: 'Read your feed: what may interest you most, best first',
        description:
          'What those you follow wrote, retweeted, answered and like, and what is popular, each once. It is ranked when ' +
          'you ask without a cursor; pages go on in that ranking for an hour, and until you have asked three times more.',
      },
      errors: ['INVALID_CURSOR', 'FEED_EXPIRED'],
    })
    .input(GetFeedInput)
    .output(output(FeedPage))
    .query(({ ctx, input }) =>
      listPage(ctx, input, {
        list: `feed:${ctx.viewer.id}`,
        read: (position) => readEntries(ctx, position),
        present: (rows) => presentEntries(ctx, rows),
      }),
    ),
});

/** Rows of a ranking; the id of each is `snapshot:place`. A ranking that fits into one page is not kept. */
async function readEntries(ctx: QueryContext, { last, limit, passesOver }: Position): Promise<Row[]> {
  const userId = ctx.viewer.id;
  if (last === undefined) {
    const entries = await buildFeed(ctx);
    const snapshot = entries.length < limit ? 'none' : await insertSnapshot(ctx.db, { userId, entries });
    return entries.slice(0, limit).map((entry, place) => ({ id: `${snapshot}:${place}`, entry }));
  }
  const [id = '', place] = last.split(':');
  const from = Number(place) + 1;
  const entries = await getEntries(ctx, {
    id,
    userId,
    from,
    limit: passesOver ? ctx.settings.feed.maxItems : limit,
  });
  const rows = entries.map((entry, index) => ({ id: `${id}:${from + index}`, entry }));
  return passesOver ? (await keepShown(ctx, rows)).slice(0, limit) : rows;
}

/** Those of which presenting leaves something. */
async function keepShown(ctx: QueryContext, rows: readonly Row[]): Promise<Row[]> {
  const tweets = await ctx.views.of(tweetViews).getMany(rows.map(({ entry }) => entry.tweetId));
  const isShown = await loadShown(ctx, [
    ...tweets.values().map(({ authorId }) => authorId),
    ...rows.flatMap(({ entry }) => entry.reasons.flatMap(({ userIds }) => userIds)),
  ]);
  return rows.filter(({ entry: { tweetId, reasons } }) => {
    const tweet = tweets.get(tweetId);
    const isReason = ({ userIds, userCount }: FeedEntry['reasons'][number]) =>
      userCount === 0 || userIds.some(isShown);
    return tweet !== undefined && isShown(tweet.authorId) && reasons.some(isReason);
  });
}

/** By the rules as they stand now: they may have changed since the ranking. */
async function presentEntries(ctx: QueryContext, rows: readonly Row[]): Promise<FeedItem[]> {
  const userIds = rows.flatMap(({ entry }) => entry.reasons.flatMap((reason) => reason.userIds));
  const [shown, isShown, users] = await Promise.all([
    presentTweets(
      ctx,
      rows.map(({ entry }) => entry.tweetId),
      { unasked: true },
    ),
    loadShown(ctx, userIds),
    ctx.views.of(userViews).getMany(userIds),
  ]);
  const tweets = new Map(shown.map((tweet) => [tweet.id, tweet]));
  const present = (id: string) => {
    const user = isShown(id) ? users.get(id) : undefined;
    return user ? [toUserSummary(user)] : [];
  };
  return rows.flatMap(({ entry: { tweetId, score, reasons: why } }): FeedItem[] => {
    const tweet = tweets.get(tweetId);
    const reasons = why.flatMap(({ type, userIds, userCount }) => {
      const named = userIds.flatMap(present);
      const left = userCount - (userIds.length - named.length);
      return userCount > 0 && named.length === 0 ? [] : [{ type, users: named, userCount: left }];
    });
    return tweet && reasons.length > 0 ? [{ tweet, reasons, score }] : [];
  });
}

interface Row {
  id: string;
  entry: FeedEntry;
}
