import { type Api, measureReplicaLag, measureReread, readReplicaState } from '@dunlin/api';
import { Counter, Gauge, type Registry } from 'prom-client';
import { createLook, registerEach } from './looked-up-metrics.ts';

/** How far search is, and what is known of its replica, where there is one. */
export function registerSearch(registry: Registry, { searchCounts, services: { db } }: Api): void {
  const lookAtReading = createLook(() => measureReread(db));
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_search_reread_ratio',
    help: 'How far tweets have been read again for search after an upgrade that reads them otherwise, by their time; 1 when all have.',
    read: async () => ({ '': await lookAtReading() }),
  });
  if (!searchCounts) return;
  registerEach(registry, {
    type: Counter,
    name: 'dunlin_searches_total',
    help: 'Pages of searches, by why the search replica did not answer and Postgres did; "none" where it answered.',
    label: 'fallback',
    read: () => Object.fromEntries([...searchCounts].map(([reason, count]) => [reason || 'none', count])),
  });
  const look = createLook(async () => ({
    lag: (await measureReplicaLag(db)) ?? 0,
    isWhole: (await readReplicaState(db)).generation === null ? 0 : 1,
  }));
  const register = (name: string, help: string, key: 'lag' | 'isWhole') =>
    registerEach(registry, { type: Gauge, name, help, read: async () => ({ '': (await look())?.[key] }) });
  register(
    'dunlin_search_replica_lag_seconds',
    'The age of the oldest change that the search replica does not know yet; 0 when it knows all.',
    'lag',
  );
  register(
    'dunlin_search_replica_whole',
    'Whether the search replica has all but what is on its way; if not, it is to be built anew.',
    'isWhole',
  );
}
