import type { DunlinError } from './dunlin-error.ts';
import type { Fetch } from './http.ts';
import type { WebSocketConstructor } from './live/websocket-connection.ts';
import type { RetryOptions } from './retry.ts';
import type { TokenStorage } from './token-storage.ts';

export interface ClientOptions {
  /** Address of the server, such as `https://dunlin.example`. */
  baseUrl: string;
  /** Where tokens are kept; in memory unless given. */
  storage?: TokenStorage | undefined;
  /** Told when tokens could not be written, as for want of room: whoever is signed in stays so in this client alone. */
  onStorageError?: ((error: DunlinError) => void) | undefined;
  /** How live streams connect; `auto` unless given: WebSocket, or Server-Sent Events where it is missing or cannot connect. */
  transport?: 'auto' | 'websocket' | 'sse' | undefined;
  retry?: Partial<RetryOptions> | undefined;
  /** How long a call may take with all its attempts, in milliseconds; 30 000 unless given, and half an hour for uploads. */
  timeoutMs?: number | undefined;
  /** The platform's unless given. */
  fetch?: Fetch | undefined;
  /** The platform's unless given. */
  WebSocket?: WebSocketConstructor | undefined;
  /** The clock, in Unix milliseconds. */
  now?: (() => number) | undefined;
}
