import type { QueryKey } from '@tanstack/react-query';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { idOf, idsOf } from '../queries/id-of.ts';
import { useItems } from '../queries/use-items.ts';
import { type ListQuery, type ListResult, useListResult } from '../queries/use-list.ts';
import { rulesOf } from '../store/list-rules.ts';
import { shownItem } from '../store/shown-item.ts';
import { storeOf } from '../store/store-of.ts';
import { compareIds } from './compare-ids.ts';
import type { LiveList } from './live-list.ts';
import { useLiveState } from './use-live-state.ts';

/** A list, newest first, in which what is new waits until it is asked for, so that nothing moves under the reader. */
export interface NewItemsResult<Item, Failure, StreamFailure> extends ListResult<Item, Failure> {
  /** How many are waiting. */
  newCount: number;
  showNew: () => void;
  /** Why nothing new comes, until something does. */
  liveError: StreamFailure | null;
}

/** The items of the pages and of what came beside them, in which `oldest` is the end of the pages unless those are all. */
export type Merge<Item> = (
  paged: readonly Item[],
  beside: readonly Item[],
  oldest: Item | undefined,
) => Item[];

export function useNewItems<Item, Failure, StreamFailure>(
  query: ListQuery<Item, Failure>,
  queryKey: QueryKey,
  { live, merge = newestFirst }: { live: LiveList<Item>; merge?: Merge<Item> },
): NewItemsResult<Item, Failure, StreamFailure> {
  const store = storeOf(useQueryClient());
  const { shown, waiting, leftCount, error } = useLiveState(live);
  const { data, hasNextPage } = query;
  const oldest = hasNextPage
    ? data?.pages.findLast(({ items }) => items.length > 0)?.items.at(-1)
    : undefined;
  const mergeAll = useCallback(
    (paged: Item[], beside: readonly Item[]) => merge(paged, beside, oldest),
    [merge, oldest],
  );
  const items = useItems(queryKey, data, { beside: shown, merge: mergeAll });
  const rules = rulesOf(store, queryKey);
  const isThere = idsOf(items);
  const isWaiting = (item: Item) => !isThere.has(idOf(item)) && shownItem(store, item, rules) !== undefined;
  return {
    ...useListResult(query, items),
    newCount: waiting.filter(isWaiting).length + leftCount,
    showNew: () => void live.showNew(),
    // `as`: a stream fails with nothing else.
    liveError: (error as StreamFailure | undefined) ?? null,
  };
}

/** What is older than the end of the pages comes with those that are still to be read. */
function newestFirst<Item>(
  paged: readonly Item[],
  beside: readonly Item[],
  oldest: Item | undefined,
): Item[] {
  const within = oldest ? beside.filter((item) => compareIds(idOf(item), idOf(oldest)) > 0) : beside;
  const byId = new Map([...within, ...paged].map((item) => [idOf(item), item]));
  return [...byId.values()].sort((a, b) => compareIds(idOf(b), idOf(a)));
}

/** Stays as it was read, also when a write has outdated it: the stream tells of everything new, and nothing moves under the reader. */
export const asRead = {
  ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
} as const;
