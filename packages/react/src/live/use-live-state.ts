import { useEffect, useSyncExternalStore } from 'react';
import type { LiveList } from './live-list.ts';
import type { LiveListState } from './live-list-state.ts';

/** What a live list has beside its pages; its stream is open as long as the component is there. */
export function useLiveState<Item>(list: LiveList<Item>): LiveListState<Item> {
  useEffect(() => list.join(), [list]);
  return useSyncExternalStore(list.subscribe, list.state, list.state);
}
