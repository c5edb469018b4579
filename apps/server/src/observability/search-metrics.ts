import { type Api, measureReplicaLag, readReplicaState } from '@dunlin/api';
import { Counter, Gauge, type Registry } from 'prom-client';
import { createLook, registerEach } from './looked-up-metrics.ts';

/** What is known of the search replica, where there is one. */
export function registerSearch(registry: Registry, { searchCounts, services: { db } }: Api): void {
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
