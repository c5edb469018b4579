import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { Id } from '../core/ids.ts';
import { Tweet } from '../tweets/schema.ts';

const maxDays = 366;
const defaultDays = 28;
const firstDay = '2000-01-01';
const dayMs = 24 * 3_600_000;

const Day = z.iso.date().meta({ example: '2026-01-31' });
const AskedDay = Day.refine((day) => day >= firstDay, `must not be before ${firstDay}`);
const Count = z.int().min(0);

const range = {
  from: AskedDay.optional().describe(`The first day, in UTC; ${defaultDays} days unless given.`),
  to: AskedDay.optional().describe(
    `The last day, in UTC; today unless given. At most ${maxDays} days in all.`,
  ),
};
export const TweetAnalyticsInput = z.object({ id: Id, ...range }).meta({ id: 'TweetAnalyticsInput' });
export const AccountAnalyticsInput = z
  .object({ id: Id.describe('The account.'), ...range })
  .meta({ id: 'AccountAnalyticsInput' });

export interface DayRange {
  from: string;
  to: string;
}

/** The days asked for, both included. @throws AppError VALIDATION_FAILED */
export function toDayRange({ from, to }: { from?: string | undefined; to?: string | undefined }): DayRange {
  const last = to === undefined ? Date.now() : Date.parse(to);
  const first = from === undefined ? last - (defaultDays - 1) * dayMs : Date.parse(from);
  const toDay = (time: number) => new Date(time).toISOString().slice(0, 10);
  const days = { from: toDay(first), to: toDay(last) };
  const count = (Date.parse(days.to) - Date.parse(days.from)) / dayMs + 1;
  if (count >= 1 && count <= maxDays) return days;
  const message = count < 1 ? 'must not come after `to`' : `must be within ${maxDays} days of \`to\``;
  throw new AppError('VALIDATION_FAILED', { issues: [{ path: 'from', message }] });
}

const reception = {
  impressions: Count.describe('How often it was shown to others.'),
  ...{ likes: Count, retweets: Count, quotes: Count, replies: Count, bookmarks: Count },
};
const activity = { tweets: Count, newFollowers: Count.describe('Those who still follow.') };
const rate = z
  .number()
  .min(0)
  .nullable()
  .describe(
    'Likes, retweets, quotes, replies and bookmarks of others for each impression; null without impressions.',
  );

export const TweetAnalytics = z
  .strictObject({
    tweetId: Id,
    from: Day,
    to: Day,
    totals: z.strictObject(reception).describe('Since it was posted.'),
    engagementRate: rate,
    days: z
      .array(z.strictObject({ day: Day, ...reception }))
      .describe('What stands today of each day, in UTC.'),
  })
  .meta({ id: 'TweetAnalytics' });
export type TweetAnalytics = z.infer<typeof TweetAnalytics>;

export const AccountAnalytics = z
  .strictObject({
    userId: Id,
    from: Day,
    to: Day,
    totals: z.strictObject({ ...activity, ...reception }).describe('Of these days.'),
    engagementRate: rate,
    days: z
      .array(z.strictObject({ day: Day, ...activity, ...reception }))
      .describe('What the account did and received each day, in UTC, as far as it stands.'),
    topTweets: z
      .array(z.strictObject({ tweet: Tweet, impressions: Count }))
      .describe('Those most shown in these days.'),
  })
  .meta({ id: 'AccountAnalytics' });
export type AccountAnalytics = z.infer<typeof AccountAnalytics>;

const Age = z.number().nullable().describe('In seconds; null when nothing waits.');

export const UsageInput = z.object(range).meta({ id: 'UsageInput' });

const UsageDay = z.strictObject({
  day: Day,
  activeUsers: Count.describe('With a session in use, or a tweet posted.'),
  newUsers: Count,
  tweets: Count.describe('Retweets too.'),
});
export type UsageDay = z.infer<typeof UsageDay>;

export const Usage = z
  .strictObject({
    from: Day,
    to: Day,
    days: z
      .array(UsageDay)
      .describe('Of each day, in UTC, as it was counted then; nothing from before the server counted.'),
  })
  .meta({ id: 'Usage' });

export const UsageStats = z
  .strictObject({
    users: z
      .strictObject({
        ...{ active: Count, suspended: Count, newDaily: Count },
        ...{ activeDaily: Count, activeWeekly: Count, activeMonthly: Count },
      })
      .describe(
        'Daily is the last 24 hours, weekly 7 days, monthly 30: with a session in use, or a tweet posted.',
      ),
    tweets: z.strictObject({ total: Count, newDaily: Count }).describe('Retweets too.'),
    impressionsToday: Count.describe('Of the tweets that still stand, since midnight in UTC.'),
    media: z.strictObject({ files: Count, bytes: Count }).describe('As uploaded.'),
    queue: z.strictObject({
      jobs: z.strictObject({ waiting: Count, active: Count, delayed: Count, failed: Count }),
      oldestJobAge: Age,
      events: Count.describe('Those of which no jobs have been made yet.'),
      oldestEventAge: Age,
    }),
  })
  .meta({ id: 'UsageStats' });
export type UsageStats = z.infer<typeof UsageStats>;
