import { randomUUID } from 'node:crypto';
import { describeError, type ErrorCode } from '@dunlin/api';
import type { Caller, TestApp, TestUser } from '@dunlin/harness';
import { isTrackedEnvelope } from '@trpc/server';
import type { Notification, NotificationSummary } from '../src/notifications/schema.ts';
import { appRouter } from '../src/router.ts';
import type { Tweet } from '../src/tweets/schema.ts';
import type { User } from '../src/users/schema.ts';

/** A client of a live stream, reading in the background until it is dropped or has received `until` events. */
export interface Listener extends AsyncDisposable {
  events: LiveEvent[];
  /** Ids of the tweets received, repetitions included. */
  readonly tweetIds: string[];
  readonly notifications: Notification[];
  readonly lastEventId: string | undefined;
  /** Resolves when the stream has ended, with the code of its error if it was one. */
  ended: Promise<ErrorCode | undefined>;
  drop(): Promise<ErrorCode | undefined>;
}

export function listen(
  app: TestApp,
  user: TestUser,
  {
    open = (caller) => caller.timelines.onHome,
    lastEventId,
    until = Number.POSITIVE_INFINITY,
  }: ListenOptions = {},
): Listener {
  const abort = new AbortController();
  const context = app.api.createContext({
    requestId: randomUUID(),
    authorization: `Bearer ${user.accessToken}`,
  });
  const caller = appRouter.createCaller(context, { signal: abort.signal });
  const events: LiveEvent[] = [];
  const read = async () => {
    const stream = await open(caller)({ lastEventId });
    for await (const event of stream) {
      events.push(toEvent(event));
      if (events.length >= until) return;
    }
  };
  const ended = read().then(
    () => undefined,
    (error: unknown) => describeError(error).code,
  );
  return {
    events,
    ended,
    get tweetIds() {
      return events.flatMap((event) => (event.type === 'tweet' ? [event.tweet.id] : []));
    },
    get notifications() {
      return events.flatMap((event) => (event.type === 'notification' ? [event.notification] : []));
    },
    get lastEventId() {
      return events.at(-1)?.id ?? lastEventId;
    },
    drop() {
      abort.abort();
      return ended;
    },
    async [Symbol.asyncDispose]() {
      abort.abort();
      await ended;
    },
  };
}

/** In process tRPC hands over its envelope, and not the object that clients get and that its types tell of. */
function toEvent(event: { id: string; data: StreamedEvent }): LiveEvent {
  if (!isTrackedEnvelope<StreamedEvent>(event)) throw new TypeError('the event has no id');
  const [id, data] = event;
  return { id, ...data };
}

type StreamedEvent =
  | { type: 'checkpoint' }
  | { type: 'gap' }
  | { type: 'tweet'; tweet: Tweet }
  | { type: 'notification'; notification: Notification }
  | { type: 'changed'; tweet: Tweet }
  | { type: 'changed'; user: User }
  | { type: 'gone'; tweetId: string }
  | { type: 'gone'; userId: string }
  | { type: 'unread'; summary: NotificationSummary };
type LiveEvent = StreamedEvent & { id: string };
type Open = (input: {
  lastEventId?: string | undefined;
}) => Promise<AsyncIterable<{ id: string; data: StreamedEvent }>>;

export interface ListenOptions {
  /** Which stream; by default the home timeline. */
  open?: (caller: Caller) => Open;
  lastEventId?: string | undefined;
  until?: number;
}
