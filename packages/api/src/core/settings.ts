import { defaultFeedSettings, type FeedSettings } from './feed-settings.ts';
import { defaultRateLimits, type RateLimits } from './rate-limits.ts';
import { defaultReservedUsernames } from './reserved-usernames.ts';
import { defaultTrendSettings, type TrendSettings } from './trend-settings.ts';

/** What a host may tune; durations and sizes carry their unit in the name. */
export interface Settings {
  /** Weighted length of a tweet at most, as twitter-text counts it. */
  tweetMaxLength: number;
  /** Entries of a home timeline that there are as long as there is anything to show, 800 at most: the view home_timeline reads no more of an author. */
  timelineMaxEntries: number;
  /** Entries kept beyond those, so that not every tweet that is deleted makes room which has to be filled at once. */
  timelineReserve: number;
  /** An author with this many followers is merged into timelines when they are read, not written to each. */
  mergeAtReadFollowers: number;
  /** Followers of one author to whose timelines a tweet is written at once; the next have their turn after other authors. */
  fanOutSliceSize: number;
  /** Notifications kept per user. */
  notificationsMax: number;
  /** Notifications are deleted so many days after they were read. */
  readNotificationsDays: number;
  /** How often a live stream reads its list whole; bounds how late an addition arrives when its hint was lost. */
  streamSweepMs: number;
  /** A stream of how things stand looks at them so often, at most: what changes meanwhile is told of once. */
  streamRestMs: number;
  /** A job whose process died is given to another after this, or twice this. */
  jobLockMs: number;
  /** Whether jobs run by the clock; tests run those that they are about. */
  runSchedules: boolean;
  /** Wait before a failed job's second attempt; doubles with each of the ten. */
  jobRetryDelayMs: number;
  /** So many days after a tweet was deleted it can be reported, and what it said and showed is kept. */
  reportableDeletedDays: number;
  /** The same for what a report is about, after it was resolved, and for what moderators removed. */
  evidenceDays: number;
  /** Nobody can register them, whatever the case of their letters. */
  reservedUsernames: readonly string[];
  /** So long an account that its owner has deleted can be brought back; 0: it goes at once. */
  accountDeletionDays: number;
  /** Whether what is public can be read without an account. */
  admitsVisitors: boolean;
  accessTokenTtlSeconds: number;
  sessionTtlDays: number;
  /** How long a refresh token that was just used still answers with the same successor. */
  refreshGraceMs: number;
  idempotencyKeyTtlHours: number;
  /** Of one account, the newest are kept so long: so many, and so many bytes with their answers. */
  keptAnswers: { rows: number; bytes: number };
  rateLimits: RateLimits;
  /** Multiplies every rate limit. */
  rateLimitFactor: number;
  /** How often counted impressions are written; what a killed process loses of them at most. */
  impressionFlushMs: number;
  trends: TrendSettings;
  feed: FeedSettings;
  /** Sessions of one account; a sign-in beyond them ends the one that has not been used for longest. */
  maxSessionsPerUser: number;
  /** WebSockets that one account has open at once in one process. */
  maxSocketsPerViewer: number;
  /** WebSockets of one address, for IPv6 of its /64, that have not yet said whose they are, at once in one process. */
  maxUnknownSocketsPerAddress: number;
  /** Live streams that one account has open at once in one process, over all its sockets and event streams. */
  maxStreamsPerViewer: number;
  /** Of these, those that search. */
  maxSearchStreamsPerViewer: number;
  /** Tweets and users that all its streams of states look at. */
  maxStatesPerViewer: number;
  /** Calls under way at once in one process, of one caller and of all; multiplied as rate limits are, and never lessened. Two whole batches. */
  maxCallsPerCaller: number;
  maxCalls: number;
  /** The same of the rows that these ask for by their `limit`. A whole batch of the SDK's, of the longest pages. */
  maxRowsPerCaller: number;
  maxRows: number;
  /** Of one caller's calls under way in one process, those that run; the others wait for these, so that many at once are not felt by others. */
  maxRunningPerCaller: number;
  /** The same of searches, which have turns of their own. */
  maxSearchesPerCaller: number;
  imageMaxBytes: number;
  videoMaxBytes: number;
  /** Of all frames of an animation together. */
  imageMaxPixels: number;
  /** Of one frame. */
  videoMaxPixels: number;
  videoMaxSeconds: number;
  /** What an account's media may take of the storage, each at least 64 KiB. */
  mediaQuotaBytes: number;
  /** An upload that no tweet shows after this is removed, ended or not. */
  mediaUnusedTtlHours: number;
  /** For the process that reads one upload, beside what Node takes. */
  mediaMemoryMb: number;
  imageTimeoutMs: number;
  videoTimeoutMs: number;
  /** For a media job beside that: for all that it reads from the storage, writes and removes there. */
  mediaTransferTimeoutMs: number;
  /** Whether videos are transcoded where the machine has ffmpeg; otherwise they are only copied into a clean file. */
  transcodeVideos: boolean;
  /** Whether every answer is checked against what its procedure declares: on in tests, off in production, where it costs as much as the request. */
  checkAnswers: boolean;
}

export const defaultSettings: Settings = {
  tweetMaxLength: 280,
  timelineMaxEntries: 800,
  timelineReserve: 200,
  mergeAtReadFollowers: 20_000,
  fanOutSliceSize: 1_000,
  notificationsMax: 2_000,
  readNotificationsDays: 90,
  streamSweepMs: 15_000,
  streamRestMs: 1_000,
  jobLockMs: 10_000,
  runSchedules: true,
  jobRetryDelayMs: 500,
  reportableDeletedDays: 7,
  evidenceDays: 30,
  reservedUsernames: defaultReservedUsernames,
  accountDeletionDays: 30,
  admitsVisitors: true,
  accessTokenTtlSeconds: 15 * 60,
  sessionTtlDays: 30,
  refreshGraceMs: 30_000,
  idempotencyKeyTtlHours: 24,
  keptAnswers: { rows: 20_000, bytes: 64 * 1024 ** 2 },
  rateLimits: defaultRateLimits,
  rateLimitFactor: 1,
  impressionFlushMs: 5_000,
  trends: defaultTrendSettings,
  feed: defaultFeedSettings,
  maxSessionsPerUser: 100,
  maxSocketsPerViewer: 100,
  maxUnknownSocketsPerAddress: 100,
  maxStreamsPerViewer: 100,
  maxSearchStreamsPerViewer: 10,
  maxStatesPerViewer: 1_000,
  maxCallsPerCaller: 100,
  maxCalls: 1_000,
  maxRowsPerCaller: 2_000,
  maxRows: 20_000,
  maxRunningPerCaller: 4,
  maxSearchesPerCaller: 2,
  imageMaxBytes: 20 * 1024 ** 2,
  videoMaxBytes: 200 * 1024 ** 2,
  imageMaxPixels: 64_000_000,
  videoMaxPixels: 3840 * 2160,
  videoMaxSeconds: 140,
  mediaQuotaBytes: 2 * 1024 ** 3,
  mediaUnusedTtlHours: 24,
  mediaMemoryMb: 1024,
  imageTimeoutMs: 60_000,
  videoTimeoutMs: 10 * 60_000,
  mediaTransferTimeoutMs: 5 * 60_000,
  transcodeVideos: true,
  checkAnswers: false,
};
