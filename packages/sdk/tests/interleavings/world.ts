import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';
import { createClient, type DunlinClient } from '../../src/index.ts';
import { createHeldServer, type HeldServer } from './held-server.ts';
import { createSharedStorage } from './shared-storage.ts';
import { createTrackedWork, type TrackedWork } from './tracked-work.ts';

/** Two tabs of a browser and a server. */
export interface World {
  /** Where the rules were broken. */
  problems: string[];
  work: TrackedWork;
  server: HeldServer;
  tabs: DunlinClient[];
  /** By how to go on: lists whose reader is busy with a page. */
  pages: Set<() => void>;
  streams: Set<AsyncGenerator<unknown, void, undefined>>;
  /** By the clock of the tabs. */
  now: number;
}

export function createWorld(): World {
  const problems: string[] = [];
  const shared = createSharedStorage(problems);
  const work = createTrackedWork(shared, problems);
  const server = createHeldServer(({ input, facts }) =>
    work.checkAttempt(input.text ?? input.id ?? input.lastEventId, facts?.user),
  );
  const world: World = { problems, work, server, tabs: [], pages: new Set(), streams: new Set(), now: 0 };
  world.tabs = [0, 1].map((tab) =>
    createClient({
      ...{ baseUrl: 'http://held', transport: 'sse', fetch: server.fetch, now: () => world.now },
      storage: shared.viewOf(tab),
      retry: { maxRetries: 2, baseDelayMs: 0 },
    }),
  );
  return world;
}

/** Lets everything come of what was done that comes without the server. Wants fake timers. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await setImmediate();
    vi.advanceTimersByTime(1);
  }
  await setImmediate();
}

/** Has everything answered and read to its end. */
export async function finish({ work, server, pages, streams }: World): Promise<void> {
  for (let round = 0; round < 20; round++) {
    for (const events of streams) await events.return();
    for (const turn of pages) turn();
    for (const answer of server.held) answer('answered');
    await settle();
  }
  work.checkAllSettled();
}
