import { assertRole } from '../core/assert-role.ts';
import { AppError } from '../core/errors.ts';
import { uncounted } from '../core/impressions.ts';
import { output } from '../core/output.ts';
import { type QueryContext, query, router } from '../core/trpc.ts';
import { presentTweet, presentTweets } from '../tweets/present.ts';
import { loadTweetViews } from '../tweets/queries.ts';
import { userViews } from '../users/queries.ts';
import {
  countOwnActs,
  findOriginal,
  listTopTweets,
  loadAccountDays,
  loadTweetDays,
  type OwnActs,
} from './queries.ts';
import {
  AccountAnalytics,
  AccountAnalyticsInput,
  TweetAnalytics,
  TweetAnalyticsInput,
  toDayRange,
} from './schema.ts';

const tags = ['Analytics'];

export const analyticsRouter = router({
  tweet: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/tweets/{id}/analytics',
        tags,
        summary: 'Count what your tweet received, in all and by day',
        description: 'Its author and admins can read it. What the author did with it counts in no figure.',
      },
      errors: ['TWEET_NOT_FOUND', 'FORBIDDEN'],
    })
    .input(TweetAnalyticsInput)
    .output(output(TweetAnalytics))
    .query(async ({ ctx, input }) => {
      const range = toDayRange(input);
      const tweet = await findOriginal(ctx.db, input.id);
      if (!tweet) throw new AppError('TWEET_NOT_FOUND');
      await assertMayRead(ctx, tweet.authorId).catch(async (error: unknown) => {
        // To whom it does not show, it does not exist.
        await presentTweet(ctx, tweet.id);
        throw error;
      });
      const [views, own, days] = await Promise.all([
        loadTweetViews(ctx.db, [tweet.id]),
        countOwnActs(ctx.db, tweet),
        loadTweetDays(ctx.db, tweet, range),
      ]);
      const counts = views.get(tweet.id)?.counts;
      if (!counts) throw new AppError('TWEET_NOT_FOUND');
      const totals = { impressions: counts.views, ...subtract(counts, own) };
      return { tweetId: tweet.id, ...range, totals, engagementRate: rateOf(totals), days };
    }),

  account: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/users/{id}/analytics',
        tags,
        summary: 'Count what your account did and received, by day',
        description:
          'Its owner and admins can read it. What the owner did with own tweets counts as nothing received.',
      },
      errors: ['USER_NOT_FOUND', 'FORBIDDEN'],
    })
    .input(AccountAnalyticsInput)
    .output(output(AccountAnalytics))
    .query(async ({ ctx, input: { id, ...asked } }) => {
      const range = toDayRange(asked);
      if (!(await ctx.views.of(userViews).get(id))) throw new AppError('USER_NOT_FOUND');
      await assertMayRead(ctx, id);
      const [days, top] = await Promise.all([
        loadAccountDays(ctx.db, id, range),
        listTopTweets(ctx.db, id, range),
      ]);
      // As the owner sees them: what hides them from an admin who looks is not what is asked.
      const tweets = await presentTweets(
        { ...ctx, viewer: { ...ctx.viewer, id }, impressions: uncounted },
        top.map(({ tweetId }) => tweetId),
      );
      const impressions = new Map(top.map((row) => [row.tweetId, row.impressions]));
      const totals = sumOf(days);
      return {
        ...{ userId: id, ...range, totals, days },
        engagementRate: rateOf(totals),
        topTweets: tweets.map((tweet) => ({ tweet, impressions: impressions.get(tweet.id) ?? 0 })),
      };
    }),
});

/** @throws AppError FORBIDDEN */
async function assertMayRead({ db, viewer }: QueryContext, ownerId: string): Promise<void> {
  if (viewer.id !== ownerId) await assertRole(db, viewer, { least: 'admin' });
}

function sumOf(days: AccountAnalytics['days']): AccountAnalytics['totals'] {
  const totals: AccountAnalytics['totals'] = {
    ...{ tweets: 0, newFollowers: 0, impressions: 0 },
    ...{ likes: 0, retweets: 0, quotes: 0, replies: 0, bookmarks: 0 },
  };
  // `as`: the keys are those of totals.
  for (const day of days)
    for (const kind of Object.keys(totals) as (keyof typeof totals)[]) totals[kind] += day[kind];
  return totals;
}

/** An act between the two that were read leaves no figure below none. */
function subtract(all: OwnActs, own: OwnActs): OwnActs {
  const without = (kind: keyof OwnActs) => Math.max(0, all[kind] - own[kind]);
  return {
    ...{ likes: without('likes'), retweets: without('retweets'), quotes: without('quotes') },
    ...{ replies: without('replies'), bookmarks: without('bookmarks') },
  };
}

function rateOf(totals: TweetAnalytics['totals']): number | null {
  const { impressions, likes, retweets, quotes, replies, bookmarks } = totals;
  if (impressions === 0) return null;
  return Number(((likes + retweets + quotes + replies + bookmarks) / impressions).toFixed(4));
}
