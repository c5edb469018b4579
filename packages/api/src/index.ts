export { passwordsUnderWay } from './auth/password.ts';
export type { Context, RequestInfo } from './context.ts';
export { type Api, type ApiOptions, createApi } from './create-api.ts';
export {
  AppError,
  commonErrors,
  describeError,
  type ErrorCode,
  type ErrorDescription,
  errorCatalogue,
  type FieldIssue,
} from './errors.ts';
export type { LimitState } from './limits/bucket.ts';
export { defaultRateLimits, type OperationClass, type RateLimits } from './limits/rules.ts';
export type { ObservedCall, ObservedJob, Observer, TraceContext } from './observer.ts';
export type { Backlog } from './outbox/backlog.ts';
export { type FailedJob, type FailedJobs, openFailedJobs } from './outbox/failed-jobs.ts';
export { migrateQueue } from './outbox/queue.ts';
export { declaredSchema } from './output.ts';
export type { AppErrorShape, PublicMeta } from './public-root.ts';
export { type AppRouter, appRouter } from './router.ts';
export { defaultSettings, type Settings } from './settings.ts';
export { type RebuildReport, rebuildTimelines } from './timelines/rebuild-timelines.ts';
export type { OnProgress } from './timelines/user-batches.ts';
export { type TimelinesReport, verifyTimelines } from './timelines/verify-timelines.ts';
export { type CountersReport, verifyCounters } from './verify-counters.ts';
export type { Role } from './viewer.ts';
