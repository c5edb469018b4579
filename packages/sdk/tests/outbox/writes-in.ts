import type { OutboxStore, OutboxWrite } from '@dunlin/sdk/outbox';

/** All that a store has, also what has been answered. */
export async function writesIn(store: OutboxStore): Promise<OutboxWrite[]> {
  const ids = await store.ids();
  const writes = await Promise.all(ids.map((id) => store.get(id)));
  return writes.flatMap((write) => write ?? []);
}
