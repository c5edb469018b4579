import type { IncomingMessage } from 'node:http';

/** Whether a request asks for a WebSocket where there is one. Any other offer of another protocol may be passed over, says RFC 9110. */
export function isWebSocketRequest({ headers, url }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && /^\/trpc(\?|$)/.test(url ?? '');
}
