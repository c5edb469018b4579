export type { DunlinClient } from './client.ts';
export type { ClientOptions } from './client-options.ts';
export type { ClientSession } from './client-session.ts';
export { type CookieStorageOptions, cookieStorage } from './cookie-storage.ts';
export { createClient } from './create-client.ts';
export {
  type DeactivationNotice,
  DunlinError,
  type DunlinErrorCode,
  type ErrorDetails,
  type FieldIssue,
  isDunlinError,
  type SuspensionNotice,
} from './dunlin-error.ts';
export type * from './generated/entities.ts';
export type * from './generated/error-codes.ts';
export type * from './generated/events.ts';
export type * from './generated/inputs.ts';
export type * from './generated/operations.ts';
export type { Fetch } from './http.ts';
export { isErrorOf } from './is-error-of.ts';
export type { ClientConnection, ConnectionState, ConnectionStatus } from './line.ts';
export type { WebSocketConstructor, WebSocketLike } from './live/websocket-connection.ts';
export type {
  CallOptions,
  ErrorCodeOf,
  List,
  LiveEvent,
  NoInput,
  StreamOptions,
  Throws,
  TransportErrorCode,
  WriteOptions,
} from './operation.ts';
export type { Page } from './pages.ts';
export type { RetryOptions } from './retry.ts';
export { type Outcome, safe } from './safe.ts';
export type { CurrentSession, SessionChange, SessionEndReason } from './session-change.ts';
export { browserStorage, memoryStorage, type TokenStorage, type Tokens } from './token-storage.ts';
