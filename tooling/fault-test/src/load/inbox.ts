import type { Reader } from './people.ts';

/** A tweet that reached a subscriber. Times in Unix milliseconds, all of this machine's clock. */
export interface Delivery {
  tweetId: string;
  createdAt: number;
  receivedAt: number;
  /** Since when the connection stood that brought it. */
  connectedAt: number;
}

/** What a subscriber to its home timeline was told. */
export interface Inbox {
  readonly reader: Reader;
  readonly transport: 'websocket' | 'sse';
  readonly deliveries: readonly Delivery[];
  /** How often the server said that it no longer has all that was missed. */
  readonly gaps: number;
  readonly connections: number;
  /** What ended the stream for good. */
  readonly failure: string | undefined;
}

export interface Subscriber extends AsyncDisposable {
  readonly inbox: Inbox;
  /** Resolves when the stream first stands. */
  readonly standing: Promise<void>;
}

/** The inbox, to be filled by a transport. */
export function createInbox(reader: Reader, transport: Inbox['transport']) {
  const deliveries: Delivery[] = [];
  const stands = Promise.withResolvers<void>();
  let connectedAt = Date.now();
  const inbox = { reader, transport, deliveries, ...counters() };
  return {
    inbox,
    standing: stands.promise,
    connected() {
      connectedAt = Date.now();
      inbox.connections += 1;
    },
    handle(event: StreamEvent) {
      if (event.type === 'checkpoint') stands.resolve();
      else if (event.type === 'gap') inbox.gaps += 1;
      else {
        const { id: tweetId, createdAt } = event.tweet;
        const times = { createdAt: Date.parse(createdAt), receivedAt: Date.now(), connectedAt };
        deliveries.push({ tweetId, ...times });
      }
    },
    fail(error: unknown) {
      inbox.failure ??= String(error);
      stands.resolve();
    },
  };
}

function counters(): { gaps: number; connections: number; failure: string | undefined } {
  return { gaps: 0, connections: 0, failure: undefined };
}

export type StreamEvent =
  | { type: 'checkpoint' }
  | { type: 'gap' }
  | { type: 'tweet'; tweet: { id: string; createdAt: string } };
