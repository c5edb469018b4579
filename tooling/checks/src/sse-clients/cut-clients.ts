import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@dunlin/sdk';
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
  const author = await signUp(serverUrl, `author_${apartMs}`);
  const readings: Reading[] = [];
  for (const [index, client] of clients.entries()) {
    const { client: api, token } = await signUp(serverUrl, `reader_${apartMs}_${index}`);
    await api.follows.create({ id: author.id });
    for (const cutAfter of cutsAfter) {
      const relay = stack.use(await startCuttingRelay(serverUrl, cutAfter));
      const reader = stack.use(startReader(client, { folder, url: relay.url, token }));
      readings.push({ client, cutAfter, relay, reader });
    }
  }
  await until(patienceMs, () => readings.every(({ reader }) => reader.hasBegun));

  const posted: string[] = [];
  while (posted.length < tweets) {
    const text = `tweet ${posted.length}, and some words that make it as long as tweets are`;
    posted.push((await author.client.tweets.create({ text })).id);
    await delay(apartMs);
  }
  const isComplete = ({ reader }: Reading) =>
    new Set(reader.tweetIds).size === posted.length || reader.hasEnded;
  await until(patienceMs, () => readings.every(isComplete));
  return readings.map((reading) => toOutcome(reading, { posted, apartMs }));
}

async function signUp(baseUrl: string, username: string) {
  const client = createClient({ baseUrl });
  const { user, accessToken } = await client.auth.register({
    username,
    email: `${username}@example.org`,
    password: `the password of ${username}`,
  });
  return { client, id: user.id, token: accessToken };
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
