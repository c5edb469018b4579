import { randomUUID } from 'node:crypto';
import type { Bus } from '@dunlin/backends/bus';

/** What a hint says: "look again at these ids". Hints are lossy; the database is the truth. */
export type HintTopic =
  /** Users whose home timeline gained entries, each as `userId` or `userId:tweetId`. */
  | 'timelines'
  /** Tweets whose content or counts changed. */
  | 'tweets'
  /** Users whose profile or counts changed. */
  | 'users'
  /** Likes, retweets and bookmarks set or unset, each as `userId:tweetId`. */
  | 'marks'
  /** Users who blocked or muted, or were blocked. */
  | 'boundaries'
  /** Follows and requests for them, set or unset, each as `followerId:followeeId`. */
  | 'follows'
  /** Conversations that gained a tweet, each as `conversationId:tweetId`. */
  | 'conversations'
  /** Users who wrote or retweeted, each as `userId:tweetId`. */
  | 'authors'
  /** Tweets that searches find from now on. */
  | 'searches'
  /** Users whose notifications grew, each as `userId:notificationId`, or were read, each as `userId`. */
  | 'notifications'
  /** Sessions that ended. */
  | 'sessions'
  /** Users who were suspended for a time. */
  | 'suspensions'
  /** The outbox has new events. */
  | 'outbox';

export interface Hints extends AsyncDisposable {
  publish(topic: HintTopic, ids: readonly string[]): void;
  /** Calls listener with the ids of every hint of a topic; returns how to stop. */
  onAny(topic: HintTopic, listener: (ids: readonly string[]) => void): () => void;
  /** Calls listener when a hint names id, with what stands behind its colon, if anything. */
  on(topic: HintTopic, id: string, listener: (detail: string | undefined) => void): () => void;
  /** Whether hints arrive; while they do not, what they keep fresh is not to be relied on. */
  readonly isConnected: boolean;
  /** Calls listener when hints may have been lost, each second while they may be: look again at everything. */
  onGap(listener: () => void): () => void;
}

/** Those who receive a message are not kept by it for long. */
const maxIdsPerMessage = 2_000;

const topics: readonly HintTopic[] = [
  'timelines',
  'tweets',
  'users',
  'marks',
  'boundaries',
  'follows',
  'conversations',
  'authors',
  'searches',
  'notifications',
  'sessions',
  'suspensions',
  'outbox',
];

/**
 * Hints over a bus: one bus subscription per topic and process, dispatched to listeners by id. Listeners of this process
 * are called within publish, so what it has just written is never read stale here.
 */
export async function createHints(bus: Bus): Promise<Hints> {
  const byTopic = new Map(topics.map((topic) => [topic, createDispatcher()]));
  const dispatcher = (topic: HintTopic) => {
    const found = byTopic.get(topic);
    if (!found) throw new Error(`no hint topic ${topic}`);
    return found;
  };
  const origin = randomUUID();
  const receive = (topic: HintTopic, message: string) => {
    const [from, ...ids] = message.split(',');
    if (from !== origin) dispatcher(topic).dispatch(ids);
  };
  const unsubscribes = await Promise.all(
    topics.map((topic) => bus.subscribe(topic, (message) => receive(topic, message))),
  );
  return {
    publish(topic, ids) {
      if (ids.length === 0) return;
      dispatcher(topic).dispatch(ids);
      for (let start = 0; start < ids.length; start += maxIdsPerMessage)
        void bus.publish(topic, [origin, ...ids.slice(start, start + maxIdsPerMessage)].join(','));
    },
    onAny: (topic, listener) => dispatcher(topic).addAny(listener),
    on: (topic, id, listener) => dispatcher(topic).add(id, listener),
    get isConnected() {
      return bus.isConnected;
    },
    onGap: (listener) => bus.onGap(listener),
    async [Symbol.asyncDispose]() {
      await Promise.all(unsubscribes.map((unsubscribe) => unsubscribe()));
    },
  };
}

/** One listener's fault must not reach the others, nor whoever has just committed what they are told of. */
function attempt(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}

function createDispatcher() {
  const any = new Set<(ids: readonly string[]) => void>();
  const byId = new Map<string, Set<(detail: string | undefined) => void>>();
  return {
    dispatch(ids: readonly string[]) {
      for (const listener of any) attempt(() => listener(ids));
      if (byId.size === 0) return;
      for (const hint of ids) {
        const [id = hint, detail] = hint.split(':');
        for (const listener of byId.get(id) ?? []) attempt(() => listener(detail));
      }
    },
    addAny(listener: (ids: readonly string[]) => void) {
      any.add(listener);
      return () => void any.delete(listener);
    },
    add(id: string, listener: (detail: string | undefined) => void) {
      const listeners = byId.get(id) ?? new Set();
      byId.set(id, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) byId.delete(id);
      };
    },
  };
}
