import type { LiveEvent, Page } from '@dunlin/sdk';
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { createListeners } from '../store/listeners.ts';
import { storeOf } from '../store/store-of.ts';
import { createCatchUp } from './catch-up.ts';
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts';
import {
  emptyState,
  idsOf,
  type LiveListState,
  withEdit,
  withFirstPage,
  withNew,
} from './live-list-state.ts';

/** What a stream and the viewer have added to a list since its pages were read. */
export interface LiveList<Item> {
  /** Keeps the stream open; returns how to leave. */
  join: Connection['join'];
  subscribe(listener: () => void): () => void;
  state(): LiveListState<Item>;
  /** Shows what waits, once it is known whether that is all. */
  showNew(): Promise<void>;
  /** Changes what is shown beside the pages, as by what the viewer posts. */
  edit(change: (items: readonly Item[]) => readonly Item[]): void;
  /** Begins anew, as for another account. */
  reset(): void;
}

export function createLiveList<Item extends { id: string }, Event extends LiveEvent & { type: string }>({
  queryClient,
  queryKey,
  open,
  itemOf,
  readFirstPage,
}: LiveListOptions<Item, Event>): LiveList<Item> {
  const listeners = createListeners();
  const store = storeOf(queryClient);
  let state: LiveListState<Item> = emptyState;
  let life = 0;
  const set = (change: Partial<LiveListState<Item>>) => {
    state = { ...state, ...change };
    listeners.notify();
  };
  const pages = () => queryClient.getQueryData<InfiniteData<Page<Item>>>(queryKey)?.pages;
  const knownIds = () =>
    idsOf([...state.shown, ...state.waiting, ...(pages() ?? []).flatMap((page) => page.items)]);

  const readMissed = async () => {
    const begun = life;
    // A page that was asked for before the stream was open may lack what came in between: it is read once more.
    if (!pages()) await queryClient.refetchQueries({ queryKey, exact: true });
    if (begun !== life || !pages()) return;
    if (!readFirstPage) return queryClient.refetchQueries({ queryKey, exact: true });
    const before = new Set([...knownIds()].filter((id) => !state.added.has(id)));
    const page = await readFirstPage();
    if (begun !== life) return;
    set(withFirstPage(state, page, { before, known: knownIds() }));
  };

  const catchUp = createCatchUp(readMissed, (error) => set({ error }));
  const connection = createConnection({
    open,
    onEvent(event: Event, { isResumed }) {
      if (state.error !== undefined) set({ error: undefined });
      store.take(event, store.moment());
      const item = itemOf(event);
      const key = readFirstPage ? 'waiting' : 'shown';
      if (item && !knownIds().has(item.id)) set({ [key]: [...state[key], item] });
      if (event.type === 'gap' || (event.type === 'checkpoint' && !isResumed)) catchUp.start();
      else void catchUp.retry();
    },
    onError: (error) => set({ error }),
  });

  return {
    join: connection.join,
    subscribe: listeners.add,
    state: () => state,

    async showNew() {
      await catchUp.retry();
      const { replacement } = state;
      if (replacement) {
        void queryClient.cancelQueries({ queryKey, exact: true });
        queryClient.setQueryData(queryKey, { pages: [replacement], pageParams: [undefined] });
      }
      set(withNew(state));
    },

    edit: (change) => set(withEdit(state, change)),

    reset() {
      life++;
      set(emptyState);
      connection.reset();
    },
  };
}

export interface LiveListOptions<Item, Event extends LiveEvent>
  extends Pick<ConnectionOptions<Event>, 'open'> {
  queryClient: QueryClient;
  queryKey: QueryKey;
  /** What an event brings, if it does. */
  itemOf: (event: Event) => Item | undefined;
  /** Of a list in which new items wait until they are asked for; others show them at once. */
  readFirstPage?: () => Promise<Page<Item>>;
}
