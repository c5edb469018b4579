export { type AdminRequest, makeAdmin } from './admin/make-admin.ts';
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
export { FeedSettings } from './feed/feed-settings.ts';
export type { LimitState } from './limits/bucket.ts';
export { defaultRateLimits, type OperationClass, type RateLimits } from './limits/rules.ts';
export { maxBytesOf, sniffedBytes, sniffMediaType } from './media/content-type.ts';
export { findUpload, updateReceivedBytes } from './media/queries.ts';
export { getReadableMedia } from './media/read-media.ts';
export { abandonUpload, beginResumableUpload, beginUpload, completeUpload } from './media/receive-upload.ts';
export { ReadMediaInput, UploadFields } from './media/schema.ts';
export type { ObservedCall, ObservedJob, Observer, TraceContext } from './observer.ts';
export type { Backlog } from './outbox/backlog.ts';
export { type FailedJob, type FailedJobs, openFailedJobs } from './outbox/failed-jobs.ts';
export { migrateQueue } from './outbox/queue.ts';
export { hasPendingEvents } from './outbox/relay.ts';
export { declaredSchema } from './output.ts';
export type { AppErrorShape, PublicMeta } from './public-root.ts';
export { type AppRouter, appRouter } from './router.ts';
export { type ReindexReport, reindexSearch } from './search/reindex.ts';
export { defaultSettings, type Settings } from './settings.ts';
export { type RebuildReport, rebuildTimelines } from './timelines/rebuild-timelines.ts';
export type { OnProgress } from './timelines/user-batches.ts';
export { type TimelinesReport, verifyTimelines } from './timelines/verify-timelines.ts';
export { TrendSettings } from './trends/trend-settings.ts';
export { type CountersReport, verifyCounters } from './verify-counters.ts';
export type { ViewCacheStats } from './view-cache.ts';
export type { Role } from './viewer.ts';
