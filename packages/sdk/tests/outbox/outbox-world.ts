import { setImmediate } from 'node:timers/promises';
import { createOutbox, memoryOutboxStore, type Outbox } from '@dunlin/sdk/outbox';
import { expect, vi } from 'vitest';
import { createClient, memoryStorage } from '../../src/index.ts';
import { createIdempotentServer, type Fate } from './idempotent-server.ts';
import { createLives, createLocks, type Life } from './lives.ts';
import { createRecord, type Kind } from './record.ts';
import { writesIn } from './writes-in.ts';

export type Act =
  | { type: 'add'; tab: number; kind: Kind }
  | { type: 'line'; fate: Fate }
  | { type: 'kill'; tab: number }
  | { type: 'signIn'; userId: string }
  | { type: 'steps'; which: number[] }
  | { type: 'time'; ms: number };

/** Two tabs of an app, each with an outbox over one store, and a server. */
export function createOutboxWorld({ hasLocks }: { hasLocks: boolean }) {
  const line: { fate: Fate } = { fate: 'answered' };
  const server = createIdempotentServer(() => line.fate);
  const storage = memoryStorage(tokensOf('ada'));
  const store = memoryOutboxStore();
  const gates = createLives();
  const lives: Life[] = [];
  vi.stubGlobal('navigator', hasLocks ? { locks: createLocks(lives) } : {});
  const seen = createRecord();

  const open = (): Tab => {
    const life = gates.begin();
    lives.push(life);
    const client = createClient({
      ...{ baseUrl: 'http://any', storage, fetch: life.mortal(server.fetch) },
      retry: { baseDelayMs: 2, maxDelayMs: 20 },
    });
    const outbox = createOutbox(client, {
      onRefused: life.mortal((write) => void seen.refuse(write)),
      store: {
        lockName: `outbox#${lives.length - 1}`,
        ids: life.mortal(store.ids),
        get: life.mortal(store.get),
        delete: life.mortal(store.delete),
        set: life.mortal((id, write) => {
          seen.put(write);
          return store.set(id, write);
        }),
      },
    });
    return { life, outbox };
  };
  const tabs: [Tab, Tab] = [open(), open()];
  return {
    done: server.done,
    async act(next: Act): Promise<void> {
      if (next.type === 'line') line.fate = next.fate;
      if (next.type === 'signIn') await storage.set(tokensOf(next.userId));
      if (next.type === 'time') await settle(next.ms);
      if (next.type === 'add') seen.add((tabs[next.tab] ?? tabs[0]).outbox, next.kind);
      if (next.type === 'kill') {
        tabs[next.tab]?.life.kill();
        tabs[next.tab] = open();
      }
      if (next.type === 'steps') for (const which of next.which) await gates.step(which);
      await settle();
    },
    /** The line holds, and each account signs in once more. */
    async finish(): Promise<void> {
      line.fate = 'answered';
      for (const userId of ['ada', 'bob']) {
        await storage.set(tokensOf(userId));
        for (let round = 0; round < 30; round++) {
          while (gates.waiting > 0) await gates.step(0);
          await settle(25);
        }
      }
      for (const { outbox } of tabs) outbox.stop();
      expect((await writesIn(store)).filter(({ answer }) => !answer)).toEqual([]);
      seen.check(server.done);
    },
  };
}

async function settle(ms = 0): Promise<void> {
  await setImmediate();
  vi.advanceTimersByTime(ms);
  await setImmediate();
}

function tokensOf(userId: string) {
  return { accessToken: userId, refreshToken: 'none', userId, sessionId: `of ${userId}` };
}

interface Tab {
  life: Life;
  outbox: Outbox;
}
