import type { Query, QueryClient } from '@tanstack/react-query';
import { isOurs } from '../queries/query-key.ts';
import { createStore, type Store } from './store.ts';

const stores = new WeakMap<QueryClient, Store>();

/** The store of what the queries of this client have brought. */
export function storeOf(queryClient: QueryClient): Store {
  const store = stores.get(queryClient);
  if (store) return store;
  const created = createStore();
  stores.set(queryClient, created);
  takeInHydrated(queryClient, created);
  return created;
}

/** What a server has rendered comes into the cache without being asked for. */
function takeInHydrated(queryClient: QueryClient, store: Store): void {
  const cache = queryClient.getQueryCache();
  for (const query of cache.findAll({ predicate: isOurs })) store.take(query.state.data, 0);
  const known = new WeakMap<Query, unknown>();
  cache.subscribe((event) => {
    const { type, query } = event;
    if (!isOurs(query)) return;
    const { data } = query.state;
    // A read that was given up sets the data that there were.
    const isSet = type === 'updated' && event.action.type === 'setState' && data !== known.get(query);
    known.set(query, data);
    // It comes while components render, who cannot be told meanwhile.
    if (type === 'added') queueMicrotask(() => store.take(data, 0));
    else if (isSet) queueMicrotask(() => store.take(data, store.moment()));
  });
}
