import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SseClient } from './clients.ts';
import { type CuttingRelay, startCuttingRelay } from './cutting-relay.ts';
import type { Pattern } from './patterns.ts';
import { type Reader, startReader } from './reader.ts';
import { signUp } from './sign-up.ts';
import { until } from './until.ts';

export interface Outcome {
  client: SseClient;
  pattern: Pattern;
  posted: number;
  cuts: number;
  lost: number;
  copies: number;
  torn: number;
  /** From the answer to a post until the tweet came, at most. */
  slowestMs: number;
  /** Different event ids that the client told its program, of as many tweets. */
  ids: number;
}

/** All clients at once follow one author, and each is cut in each of the ways. */
export async function cutClients(
  serverUrl: string,
  { clients, patterns, apartMs, tweets, patienceMs, folder = '.', beforeTweet }: CutOptions,
): Promise<Outcome[]> {
  await using stack = new AsyncDisposableStack();
  const run = randomBytes(4).toString('hex');
  const author = await signUp(serverUrl, `author_${run}`);
  const readings: Reading[] = [];
  for (const [index, client] of clients.entries()) {
    const { client: api, token } = await signUp(serverUrl, `reader_${run}_${index}`);
    await api.follows.create({ id: author.id });
    for (const pattern of patterns) {
      const relay = stack.use(await startCuttingRelay(serverUrl, pattern.startCuts()));
      const reader = stack.use(startReader(client, { folder, url: relay.url, token }));
      readings.push({ client, pattern, relay, reader });
    }
  }
  await until(patienceMs, () => readings.every(({ reader }) => reader.hasBegun));

  const posted = new Map<string, number>();
  while (posted.size < tweets) {
    await beforeTweet?.(posted.size);
    const text = `tweet ${posted.size}, and some words that make it as long as tweets are`;
    const { id } = await author.client.tweets.create({ text });
    posted.set(id, performance.now());
    await delay(apartMs);
  }
  const isComplete = ({ reader }: Reading) => reader.receivedAt.size === posted.size || reader.hasEnded;
  await until(patienceMs, () => readings.every(isComplete));
  return readings.map((reading) => toOutcome(reading, posted));
}

function toOutcome(
  { client, pattern, relay, reader }: Reading,
  posted: ReadonlyMap<string, number>,
): Outcome {
  const { tweetIds, eventIds, receivedAt, torn } = reader;
  const waits = [...receivedAt].map(([id, at]) => at - (posted.get(id) ?? at));
  return {
    ...{ client, pattern, torn, posted: posted.size, cuts: relay.cuts },
    lost: posted
      .keys()
      .filter((id) => !receivedAt.has(id))
      .toArray().length,
    copies: tweetIds.length - receivedAt.size,
    slowestMs: Math.max(0, ...waits),
    ids: new Set(eventIds).size,
  };
}

interface CutOptions {
  clients: readonly SseClient[];
  patterns: readonly Pattern[];
  /** Milliseconds from one tweet to the next. */
  apartMs: number;
  tweets: number;
  /** Told how many there are already. */
  beforeTweet?: (posted: number) => Promise<void>;
  /** How long to wait for the clients to begin, and after the last tweet for them to catch up. */
  patienceMs: number;
  /** Where the clients were built. */
  folder?: string;
}

interface Reading {
  client: SseClient;
  pattern: Pattern;
  relay: CuttingRelay;
  reader: Reader;
}
