export type { SetCookie } from './server/cookie-storage.ts';
export type { PageRequest } from './server/page-request.ts';
export {
  createServerSessions,
  type ServerSessions,
  type ServerSessionsOptions,
} from './server/server-sessions.ts';
export { type SessionCookie, type SessionCookieOptions, toSetCookie } from './server/session-cookie.ts';
