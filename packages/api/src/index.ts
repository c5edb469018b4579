export { endSuspensions } from './admin/end-suspensions.ts';
export { type AdminRequest, makeAdmin } from './admin/make-admin.ts';
export { getStaffMedia } from './admin/read-media.ts';
export { passwordsUnderWay } from './auth/password.ts';
export type { Backlog } from './core/backlog.ts';
export type { Context, RequestInfo } from './core/context.ts';
export {
  countFaults,
  type DataCheck,
  describeFindings,
  type Findings,
  type OnProgress,
} from './core/data-check.ts';
export { commonErrors, type ErrorCode, errorCatalogue, uploadErrors } from './core/error-catalogue.ts';
export {
  AppError,
  type DeactivationNotice,
  describeError,
  type ErrorDescription,
  type FieldIssue,
  type SuspensionNotice,
} from './core/errors.ts';
export { FeedSettings } from './core/feed-settings.ts';
export type { LimitState } from './core/limits.ts';
export type { CallResult, ObservedCall, ObservedJob, Observer, TraceContext } from './core/observer.ts';
export { listProcedures, type Procedure } from './core/procedures.ts';
export type { AppErrorShape, PublicMeta } from './core/public-root.ts';
export { defaultRateLimits, type OperationClass, type RateLimits } from './core/rate-limits.ts';
export { defaultSettings, type Settings } from './core/settings.ts';
export { encodeJson, encodeJsonParts } from './core/shared-json.ts';
export { TrendSettings } from './core/trend-settings.ts';
export type { Role, Viewer } from './core/viewer.ts';
export { type Api, type ApiOptions, createApi, hasPendingEvents } from './create-api.ts';
export { listDataChecks } from './data-checks.ts';
export { networkOf } from './limits/network.ts';
export { maxBytesOf, sniffedBytes, sniffMediaType } from './media/content-type.ts';
export { findUpload, updateReceivedBytes } from './media/queries.ts';
export { getReadableMedia, type ReadableMedia } from './media/read-media.ts';
export { abandonUpload, beginResumableUpload, beginUpload, completeUpload } from './media/receive-upload.ts';
export { ReadMediaInput, UploadFields } from './media/schema.ts';
export { type FailedJob, listFailedJobs, retryFailedJobs } from './outbox/failed-jobs.ts';
export { migrateQueue } from './outbox/queue/postgres-queue.ts';
export { type AppRouter, appRouter } from './router.ts';
export { schedules } from './schedules.ts';
export { type ReindexReport, reindexSearch } from './search/reindex.ts';
export { checkReplica } from './search/replica/check-replica.ts';
export { measureReplicaLag } from './search/replica/pending.ts';
export { prepareReplica } from './search/replica/prepare.ts';
export { reindexReplica } from './search/replica/reindex-replica.ts';
export { readReplicaState } from './search/replica/state.ts';
export { measureReread } from './search/reread.ts';
export { isDeletedTweet } from './tweets/is-deleted-tweet.ts';
export { listIndexedUsernames } from './users/list-indexed-usernames.ts';
export type { ViewCacheStats } from './views/view-cache.ts';
