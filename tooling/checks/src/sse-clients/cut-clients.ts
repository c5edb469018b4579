import { setTimeout as delay } from 'node:timers/promises';
import { register } from '../kill-test/accounts.ts';
import { call } from '../kill-test/call.ts';
import type { SseClient } from './clients.ts';
import { type CuttingRelay, startCuttingRelay } from './cutting-relay.ts';
import { type Reader, startReader } from './reader.ts';

export interface Pattern {
  /** A connection is cut after so many tweets; with a half, within the next. */
  cutAfter: number;
  /** Milliseconds from one tweet to the next. */
  apartMs: number;
}

export interface Outcome extends Pattern {
  client: SseClient;
  posted: number;
  cuts: number;
  lost: number;
  copies: number;
  torn: number;
  /** Different event ids that the client told its program, of as many tweets. */
  ids: number;
}

/** All clients at once follow one author, whose every tweet is `apartMs` after the last, and each is cut in each of the ways. */
export async function cutClients(
  serverUrl: string,
  { clients, cutsAfter, apartMs, tweets, patienceMs, folder = '.' }: CutOptions,
): Promise<Outcome[]> {
  await using stack = new AsyncDisposableStack();
  const author = await register(serverUrl, `author_${apartMs}`);
  const readings: Reading[] = [];
  for (const [index, client] of clients.entries()) {
    const { token } = await register(serverUrl, `reader_${apartMs}_${index}`);
    await call(`${serverUrl}/api/users/${author.id}/follow`, { method: 'POST', token });
    for (const cutAfter of cutsAfter) {
      const relay = stack.use(await startCuttingRelay(serverUrl, cutAfter));
      const reader = stack.use(startReader(client, { folder, url: relay.url, token }));
      readings.push({ client, cutAfter, relay, reader });
    }
  }
  await until(patienceMs, () => readings.every(({ reader }) => reader.hasBegun));

  const posted: string[] = [];
  while (posted.length < tweets) {
    const body = { text: `tweet ${posted.length}, and some words that make it as long as tweets are` };
    posted.push((await call<{ id: string }>(`${serverUrl}/api/tweets`, { token: author.token, body })).id);
    await delay(apartMs);
  }
  const isComplete = ({ reader }: Reading) =>
    new Set(reader.tweetIds).size === posted.length || reader.hasEnded;
  await until(patienceMs, () => readings.every(isComplete));
  return readings.map((reading) => toOutcome(reading, { posted, apartMs }));
}

async function until(patienceMs: number, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition() && performance.now() < deadline) await delay(20);
}

function toOutcome(
  { client, cutAfter, relay, reader }: Reading,
  { posted, apartMs }: { posted: readonly string[]; apartMs: number },
): Outcome {
  const { tweetIds, eventIds, torn } = reader;
  const received = new Set(tweetIds);
  return {
    ...{ client, cutAfter, apartMs, torn, posted: posted.length, cuts: relay.cuts },
    lost: posted.filter((id) => !received.has(id)).length,
    copies: tweetIds.length - received.size,
    ids: new Set(eventIds).size,
  };
}

interface CutOptions {
  clients: readonly SseClient[];
  cutsAfter: readonly number[];
  apartMs: number;
  tweets: number;
  /** How long to wait for the clients to begin, and after the last tweet for them to catch up. */
  patienceMs: number;
  /** Where the clients were built. */
  folder?: string;
}

interface Reading {
  client: SseClient;
  cutAfter: number;
  relay: CuttingRelay;
  reader: Reader;
}
