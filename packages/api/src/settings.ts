import { defaultRateLimits, type RateLimits } from './limits/rules.ts';

/** What a host may tune; durations and sizes carry their unit in the name. */
export interface Settings {
  /** Weighted length of a tweet at most, as twitter-text counts it. */
  tweetMaxLength: number;
  /** Entries kept per home timeline, 800 at most: the view home_timeline reads no more of an author. */
  timelineMaxEntries: number;
  /** An author with this many followers is merged into timelines when they are read, not written to each. */
  mergeAtReadFollowers: number;
  /** Timeline entries written per transaction. */
  fanOutBatchSize: number;
  /** How often a live stream reads its list whole; bounds how late an addition arrives when its hint was lost. */
  streamSweepMs: number;
  /** A job whose process died is given to another after this, or twice this. */
  jobLockMs: number;
  /** Wait before a failed job's second attempt; doubles with each of the ten. */
  jobRetryDelayMs: number;
  accessTokenTtlSeconds: number;
  sessionTtlDays: number;
  /** How long a refresh token that was just used still answers with the same successor. */
  refreshGraceMs: number;
  idempotencyKeyTtlHours: number;
  rateLimits: RateLimits;
  /** Multiplies every rate limit. */
  rateLimitFactor: number;
  /** Live streams that one account has open at once in one process, over all its sockets and event streams. */
  maxStreamsPerViewer: number;
  /** Whether every answer is checked against what its procedure declares: on in tests, off in production, where it costs as much as the request. */
  checkAnswers: boolean;
}

export const defaultSettings: Settings = {
  tweetMaxLength: 280,
  timelineMaxEntries: 800,
  mergeAtReadFollowers: 20_000,
  fanOutBatchSize: 5_000,
  streamSweepMs: 15_000,
  jobLockMs: 10_000,
  jobRetryDelayMs: 500,
  accessTokenTtlSeconds: 15 * 60,
  sessionTtlDays: 30,
  refreshGraceMs: 30_000,
  idempotencyKeyTtlHours: 24,
  rateLimits: defaultRateLimits,
  rateLimitFactor: 1,
  maxStreamsPerViewer: 100,
  checkAnswers: false,
};
