import type { LimitState } from './bucket.ts';

/** What limits know of a request. */
export interface CountedRequest {
  /** The `Authorization` header, or what stands for it in WebSocket connection parameters. */
  authorization?: string | undefined;
  ipAddress?: string | undefined;
  /** Told of each limit that the request was counted against. */
  onLimit?: ((state: LimitState) => void) | undefined;
  /** Whether this is a second try of a request whose first was counted. */
  isCounted?: boolean | undefined;
}
