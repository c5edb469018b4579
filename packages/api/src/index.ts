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
export type { AppErrorShape, PublicMeta } from './public-root.ts';
export { type AppRouter, appRouter } from './router.ts';
export { defaultSettings, type Settings } from './settings.ts';
export type { Role } from './viewer.ts';
