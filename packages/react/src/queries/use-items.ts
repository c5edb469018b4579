import type { Page } from '@dunlin/sdk';
import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useMemo, useSyncExternalStore } from 'react';
import { tweetOf } from '../store/entity.ts';
import { isShown } from '../store/is-shown.ts';
import { storeOf } from '../store/store-of.ts';

/** The items of a list that are to be shown: each once, and without what is gone, blocked or muted by now. */
export function useItems<Item>(
  operation: { name: string },
  data: InfiniteData<Page<Item>> | undefined,
  merge: (items: Item[]) => Item[] = onceEach,
): Item[] {
  const store = storeOf(useQueryClient());
  const { subscribe, version } = store.visibility;
  const seen = useSyncExternalStore(subscribe, version, version);
  const { name } = operation;
  return useMemo(() => {
    const items = data?.pages.flatMap((page) => page.items) ?? [];
    return merge(items).filter((item) => isShown(store, item, name));
    // `seen` numbers what the store knows.
  }, [store, data, name, merge, seen]);
}

/** A list that grows while its pages are read brings items twice. */
function onceEach<Item>(items: Item[]): Item[] {
  const ids = new Set<unknown>();
  return items.filter((item) => {
    const id = idOf(item);
    if (ids.has(id)) return false;
    ids.add(id);
    return true;
  });
}

/** What has no id is the tweet that it is about, or only itself. */
function idOf(item: unknown): unknown {
  if (typeof item === 'object' && item !== null && 'id' in item) return item.id;
  return tweetOf(item)?.id ?? item;
}
