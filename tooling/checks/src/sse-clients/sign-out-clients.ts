import { randomBytes } from 'node:crypto';
import type { DunlinClient } from '@dunlin/sdk';
import type { SseClient } from './clients.ts';
import { type CuttingRelay, startCuttingRelay } from './cutting-relay.ts';
import { uncut } from './patterns.ts';
import { type Reader, startReader } from './reader.ts';
import { signUp } from './sign-up.ts';
import { until } from './until.ts';

/** How a client learns that its session has ended: by the event `problem`, or, cut off at that moment, by 401 when it comes back. */
export const farewells = ['problem', '401'] as const;

export interface SignOut {
  client: SseClient;
  farewell: (typeof farewells)[number];
  hasBegun: boolean;
  hasEnded: boolean;
  /** What it asked of the server after that. */
  requests: number;
}

/** One that comes back asks once; what renews its token, once more. */
const mostRequests = 2;

/** All clients at once follow a stream of their own, and are signed out in each of the ways. */
export async function signOutClients(
  serverUrl: string,
  { clients, folder = '.', patienceMs, watchedMs }: SignOutOptions,
): Promise<SignOut[]> {
  await using stack = new AsyncDisposableStack();
  const run = randomBytes(4).toString('hex');
  const readings: Reading[] = [];
  for (const client of clients)
    for (const farewell of farewells) {
      const { client: api, token } = await signUp(serverUrl, `out_${run}_${readings.length}`);
      const relay = stack.use(await startCuttingRelay(serverUrl, uncut.startCuts()));
      const reader = stack.use(startReader(client, { folder, url: relay.url, token }));
      readings.push({ client, farewell, api, relay, reader });
    }
  await until(patienceMs, () => readings.every(({ reader }) => reader.hasBegun));

  const before = readings.map(({ relay }) => relay.requests);
  for (const { farewell, api, relay } of readings) {
    if (farewell === '401') relay.cutNow();
    await api.auth.logout();
  }
  await until(watchedMs, () => readings.every(({ reader }) => reader.hasEnded));
  return readings.map(({ client, farewell, relay, reader }, index) => ({
    ...{ client, farewell, hasBegun: reader.hasBegun, hasEnded: reader.hasEnded },
    requests: relay.requests - (before[index] ?? 0),
  }));
}

/** It followed the stream, and ended when it was told that its session has ended; for 401 it must have come back. */
export function isRight({ farewell, hasBegun, hasEnded, requests }: SignOut): boolean {
  const leastRequests = farewell === '401' ? 1 : 0;
  return hasBegun && hasEnded && requests >= leastRequests && requests <= mostRequests;
}

interface SignOutOptions {
  clients: readonly SseClient[];
  /** Where the clients were built. */
  folder?: string;
  /** How long to wait for the clients to begin. */
  patienceMs: number;
  /** How long to see what they do when they are signed out, unless all end before. */
  watchedMs: number;
}

interface Reading {
  client: SseClient;
  farewell: SignOut['farewell'];
  api: DunlinClient;
  relay: CuttingRelay;
  reader: Reader;
}
