import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';
import type { LiveList } from './live-list.ts';

const lists = new WeakMap<QueryClient, Map<string, LiveList<never>>>();

/** The one live list of a query, however many components show it. */
export function liveListOf<Item>(
  queryClient: QueryClient,
  queryKey: QueryKey,
  create: () => LiveList<Item>,
): LiveList<Item> {
  const known = allOf(queryClient);
  const key = hashKey(queryKey);
  // `as`: what is kept under the key of a list has its items.
  const list = (known.get(key) as LiveList<Item> | undefined) ?? create();
  known.set(key, list as LiveList<never>);
  return list;
}

export function findLiveList<Item>(queryClient: QueryClient, queryKey: QueryKey): LiveList<Item> | undefined {
  // `as`: likewise.
  return allOf(queryClient).get(hashKey(queryKey)) as LiveList<Item> | undefined;
}

export function resetLiveLists(queryClient: QueryClient): void {
  for (const list of allOf(queryClient).values()) list.reset();
}

function allOf(queryClient: QueryClient): Map<string, LiveList<never>> {
  const known = lists.get(queryClient) ?? new Map();
  lists.set(queryClient, known);
  return known;
}
