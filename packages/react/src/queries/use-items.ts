import type { Page } from '@dunlin/sdk';
import { hashKey, type InfiniteData, type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { rulesOf } from '../store/list-rules.ts';
import { shownItem } from '../store/shown-item.ts';
import { storeOf } from '../store/store-of.ts';
import { idOf } from './id-of.ts';

/** The items of a list that are to be shown: each once, and without what is gone, blocked or muted by now. */
export function useItems<Item>(
  queryKey: QueryKey,
  data: InfiniteData<Page<Item>> | undefined,
  { beside = none, merge = onceEach }: Beside<Item> = {},
): Item[] {
  const store = storeOf(useQueryClient());
  const { subscribe, version } = store.visibility;
  const seen = useSyncExternalStore(subscribe, version, version);
  const hash = hashKey(queryKey);
  return useMemo(() => {
    const items = data?.pages.flatMap((page) => page.items) ?? [];
    const rules = rulesOf(store, queryKey);
    const shown = (all: readonly Item[]) => all.flatMap((item) => shownItem(store, item, rules) ?? []);
    // Before they are merged: what stands for several, and is left out, would take those with it.
    return merge(shown(items), shown(beside));
    // `seen` numbers what the store knows, and `hash` is the key by what it says.
  }, [store, data, hash, beside, merge, seen]);
}

interface Beside<Item> {
  /** Items beside those of the pages. */
  beside?: readonly Item[];
  merge?: (paged: Item[], beside: readonly Item[]) => Item[];
}

const none: readonly never[] = [];

/** A list that grows while its pages are read brings items twice. */
function onceEach<Item>(items: Item[]): Item[] {
  const ids = new Set<unknown>();
  return items.filter((item) => {
    // What has none, such as a hashtag, is only itself.
    const id = idOf(item) || item;
    if (ids.has(id)) return false;
    ids.add(id);
    return true;
  });
}
