import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDunlinError } from '@dunlin/sdk';
import { createWriteChooser, type Write } from './choose-write.ts';
import type { Ledger } from './ledger.ts';
import type { People, Person } from './people.ts';

const tickMs = 5;
const answerWithinMs = 90_000;
/** Between a call that the SDK has given up and the next under the same key, up to twice as long. */
const pauseMs = 1_500;

export interface Writing extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly sent: number;
  readonly acknowledged: number;
  /** What was refused and should not be. */
  readonly refusals: readonly string[];
  /** Has an author tweet at once. @returns the id of the tweet. */
  post(author: Person): Promise<string>;
  /** Sends no more, and waits until everything was acknowledged or refused. @returns how many writes were neither. */
  stop(): Promise<number>;
}

/** Writes at an even rate, whatever comes back; each write is sent again under its key until it has an answer. */
export function startWriting(people: People, perSecond: number): Writing {
  const { ledger, choose, tweetBy } = createWriteChooser(people);
  const refusals: string[] = [];
  const underWay = new Set<Promise<void>>();
  const givenUp = new AbortController();
  const startedAt = performance.now();
  let sent = 0;
  let acknowledged = 0;

  const send = async (write: Write) => {
    try {
      write.acknowledge(await persist(write, givenUp.signal));
      acknowledged += 1;
    } catch (error) {
      // Nobody knows what became of it.
      if (givenUp.signal.aborted) return;
      write.refuse();
      // Whoever likes or deletes may come after another who deleted.
      const isExpected = isDunlinError(error, 'TWEET_NOT_FOUND') && write.kind === 'like';
      if (!isExpected) refusals.push(`${write.kind}: ${error}`);
    }
  };
  const timer = setInterval(() => {
    const due = ((performance.now() - startedAt) / 1_000) * perSecond;
    for (; sent < due; sent += 1) {
      const sending = send(choose()).finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
  }, tickMs);

  return {
    ledger,
    refusals,
    get sent() {
      return sent;
    },
    get acknowledged() {
      return acknowledged;
    },
    async post(author) {
      const write = tweetBy(author);
      const tweet = ledger.tweets.at(-1);
      await send(write);
      if (tweet?.id === undefined) throw new Error('the tweet was refused');
      return tweet.id;
    },
    async stop() {
      clearInterval(timer);
      const timeout = setTimeout(() => givenUp.abort(), answerWithinMs);
      let unanswered = 0;
      givenUp.signal.addEventListener('abort', () => {
        unanswered = underWay.size;
      });
      await Promise.all(underWay);
      clearTimeout(timeout);
      return unanswered;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      givenUp.abort();
      await Promise.all(underWay);
    },
  };
}

/** @throws DunlinError that refuses the write */
async function persist(write: Write, signal: AbortSignal): Promise<unknown> {
  const idempotencyKey = randomUUID();
  for (;;) {
    try {
      return await write.send({ idempotencyKey, signal });
    } catch (error) {
      if (!mayComeLater(error)) throw error;
      await delay(pauseMs * (1 + Math.random()), undefined, { signal });
    }
  }
}

function mayComeLater(error: unknown): boolean {
  if (!isDunlinError(error)) return false;
  const { code, status = 0 } = error;
  if (code === 'NETWORK_ERROR' || code === 'TIMEOUT') return true;
  return status === 408 || status === 429 || (status >= 502 && status <= 504);
}
