import { createClient, type DunlinClient, memoryStorage } from '@dunlin/sdk';
import { type CuttableRelay, startCuttableRelay } from './cuttable-relay.ts';
import { signIn } from './sessions.ts';

/** A subscriber to its home timeline whose connection is cut again and again. */
export interface DroppedSubscriber extends AsyncDisposable {
  /** Waits until the stream stands, and cuts its connection. @throws what ended the stream, if something has */
  drop(): Promise<void>;
  /** How often each tweet has reached the handler, by id. */
  readonly received: ReadonlyMap<string, number>;
  readonly drops: number;
  /** How often the server said that it no longer has all that was missed. */
  readonly gaps: number;
  /** Waits until so many different tweets have been received, or the time is over. @throws what ended the stream */
  waitFor(count: number, timeoutMs: number): Promise<void>;
}

/** Signs in, and resolves when the stream stands. */
export async function startDroppedSubscriber(account: {
  url: string;
  username: string;
  password: string;
}): Promise<DroppedSubscriber> {
  const storage = memoryStorage();
  await signIn({ ...account, storage });
  const relay = await startCuttableRelay(account.url);
  const subscriber = subscribe(createClient({ baseUrl: relay.url, storage }), relay);
  await subscriber.standing();
  return subscriber;
}

function subscribe(client: DunlinClient, relay: CuttableRelay) {
  const ended = new AbortController();
  const received = new Map<string, number>();
  let drops = 0;
  let gaps = 0;
  let stands = Promise.withResolvers<void>();
  let onReceived = () => {};

  const handle = async () => {
    for await (const event of client.timelines.onHome({}, { signal: ended.signal })) {
      if (event.type === 'checkpoint') stands.resolve();
      else if (event.type === 'gap') gaps++;
      else {
        received.set(event.tweet.id, (received.get(event.tweet.id) ?? 0) + 1);
        onReceived();
      }
    }
  };
  const handling = handle();
  handling.catch(() => {});
  const standing = () => Promise.race([stands.promise, handling]);

  return {
    standing,
    async drop() {
      do {
        await standing();
        stands = Promise.withResolvers();
      } while (relay.cut() === 0);
      drops++;
    },
    received,
    get drops() {
      return drops;
    },
    get gaps() {
      return gaps;
    },
    async waitFor(count: number, timeoutMs: number) {
      const done = Promise.withResolvers<void>();
      const timer = setTimeout(done.resolve, timeoutMs);
      onReceived = () => received.size >= count && done.resolve();
      onReceived();
      await Promise.race([done.promise, handling]).finally(() => clearTimeout(timer));
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await handling.catch(() => {});
      await relay[Symbol.asyncDispose]();
    },
  };
}
