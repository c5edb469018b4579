import { setImmediate } from 'node:timers/promises';
import { vi } from 'vitest';
import { createClient, type DunlinClient } from '../../src/index.ts';
import { createTurns } from '../../src/turns.ts';
import { createChanges } from './changes.ts';
import { createHeldServer, type HeldServer } from './held-server.ts';
import { createSharedStorage } from './shared-storage.ts';
import { followSession } from './told-session.ts';
import { createTrackedWork, type TrackedWork } from './tracked-work.ts';

/** Two tabs of a browser and a server. */
export interface World {
  /** Where the rules were broken. */
  problems: string[];
  changes: ReturnType<typeof createChanges>;
  work: TrackedWork;
  server: HeldServer;
  tabs: DunlinClient[];
  /** By how to go on: lists whose reader is busy with a page. */
  pages: Set<() => void>;
  streams: Set<AsyncGenerator<unknown, void, undefined>>;
  /** By the clock of the tabs. */
  now: number;
  /** Compares what the tab that listens was told of its session with what it says. */
  checkTold: () => void;
}

export function createWorld({ isAsynchronous }: { isAsynchronous: boolean }): World {
  vi.stubGlobal('navigator', { locks: createLocks() });
  const problems: string[] = [];
  const changes = createChanges();
  const shared = createSharedStorage(problems, {
    isAsynchronous,
    onRemove({ session }) {
      const { accounts } = server;
      const isEnding = !accounts.isLive(session) && !changes.isRunning(accounts.replacedBy(session));
      if (!isEnding && !changes.isSigningOut())
        problems.push(`session ${session} was removed before its end`);
    },
  });
  const work = createTrackedWork(shared, problems);
  const server = createHeldServer(({ input, facts }) =>
    work.checkAttempt(input.text ?? input.id ?? input.lastEventId, facts?.user),
  );
  const world: World = {
    ...{ problems, changes, work, server },
    ...{ tabs: [], pages: new Set(), streams: new Set(), now: 0, checkTold() {} },
  };
  world.tabs = [0, 1].map((tab) =>
    createClient({
      ...{ baseUrl: 'http://held', transport: 'sse', fetch: server.fetch, now: () => world.now },
      storage: shared.viewOf(tab),
      retry: { maxRetries: 2, baseDelayMs: 0 },
    }),
  );
  // The other learns of changes by streams and requests alone.
  const [, listening] = world.tabs;
  if (listening) world.checkTold = followSession(listening, problems);
  return world;
}

/** The Web Locks that the tabs share. */
function createLocks() {
  const turns = new Map<string, ReturnType<typeof createTurns>>();
  return {
    request<Value>(name: string, action: () => Promise<Value>) {
      const inTurn = turns.get(name) ?? createTurns();
      turns.set(name, inTurn);
      return inTurn(action);
    },
  };
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
