export type {
  CallOptions,
  DunlinClient,
  HomeTweet,
  List,
  Live,
  Media,
  Operations,
  Read,
  StreamOptions,
  Tweet,
  UploadMedia,
  UploadOptions,
  User,
  Write,
  WriteOptions,
} from './client.ts';
export type { ClientOptions } from './client-options.ts';
export { createClient } from './create-client.ts';
export {
  DunlinError,
  type DunlinErrorCode,
  type ErrorCode,
  type FieldIssue,
  isDunlinError,
  type Outcome,
  type SuspensionNotice,
  safe,
} from './dunlin-error.ts';
export type { Fetch } from './http.ts';
export type { WebSocketConstructor, WebSocketLike } from './live/websocket-connection.ts';
export type { Page } from './pages.ts';
export type { RetryOptions } from './retry.ts';
export { browserStorage, memoryStorage, type TokenStorage, type Tokens } from './token-storage.ts';
