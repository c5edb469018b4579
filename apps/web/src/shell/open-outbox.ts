import type { DunlinClient } from '@dunlin/sdk';
import {
  browserOutboxStore,
  createOutbox,
  memoryOutboxStore,
  type Outbox,
  type OutboxStore,
  type RefusedWrite,
} from '@dunlin/sdk/outbox';

/** The outbox of this device, and how many tweets of whoever is signed in wait in it. */
export function openOutbox(client: DunlinClient, { onWaiting, onRefused, signal }: OpenOptions): Outbox {
  const store = openStore();
  const outbox = createOutbox(client, { store, onRefused });
  const count = async () => {
    const writes = await outbox.list();
    const { userId } = client.session.current ?? {};
    onWaiting(writes.filter((write) => write.path === 'tweets.create' && write.userId === userId).length);
  };
  const stops = [store.subscribe?.(() => void count()), client.session.onChange(() => void count())];
  signal.addEventListener('abort', () => {
    for (const stop of stops) stop?.();
    outbox.stop();
  });
  void count();
  return outbox;
}

/** Where a browser keeps nothing, what waits does so as long as the page is open. */
function openStore(): OutboxStore {
  const probe = 'dunlin-outbox-probe';
  try {
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return browserOutboxStore();
  } catch {
    return memoryOutboxStore();
  }
}

interface OpenOptions {
  onWaiting: (count: number) => void;
  onRefused: (write: RefusedWrite) => void;
  signal: AbortSignal;
}
