import type { LiveEvent, Page } from '@dunlin/sdk';
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { createListeners } from '../store/listeners.ts';
import { storeOf } from '../store/store-of.ts';
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts';

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

/** Items beside those of the pages, in no order. */
export interface LiveListState<Item> {
  shown: readonly Item[];
  /** Until `showNew`. */
  waiting: readonly Item[];
  /** The first page anew, to show in place of all pages: between them and what waits more was missed than that. */
  replacement: Page<Item> | undefined;
  /** Why nothing more comes. */
  error: unknown;
}

export function createLiveList<Item extends { id: string }, Event extends LiveEvent & { type: string }>({
  queryClient,
  queryKey,
  open,
  itemOf,
  readFirstPage,
}: LiveListOptions<Item, Event>): LiveList<Item> {
  const empty: LiveListState<Item> = { shown: [], waiting: [], replacement: undefined, error: undefined };
  const listeners = createListeners();
  const store = storeOf(queryClient);
  let state = empty;
  let life = 0;
  let catchingUp: Promise<void> | undefined;
  const set = (change: Partial<LiveListState<Item>>) => {
    state = { ...state, ...change };
    listeners.notify();
  };
  const pages = () => queryClient.getQueryData<InfiniteData<Page<Item>>>(queryKey)?.pages;
  const knownIds = () => {
    const items = [...state.shown, ...state.waiting, ...(pages() ?? []).flatMap((page) => page.items)];
    return new Set(items.map(({ id }) => id));
  };

  const catchUp = async () => {
    // A page that was asked for before the stream was open may lack what came in between.
    if (!readFirstPage || !pages()) return queryClient.refetchQueries({ queryKey, exact: true });
    const begun = life;
    const before = knownIds();
    const page = await readFirstPage();
    if (begun !== life) return;
    const isWhole = page.nextCursor === null || page.items.some(({ id }) => before.has(id));
    const known = knownIds();
    const missed = page.items.filter(({ id }) => !known.has(id));
    set({ waiting: [...state.waiting, ...missed], replacement: isWhole ? state.replacement : page });
  };

  const connection = createConnection({
    open,
    onEvent(event: Event, { isResumed }) {
      store.take(event, store.moment());
      const item = itemOf(event);
      const key = readFirstPage ? 'waiting' : 'shown';
      if (item && !knownIds().has(item.id)) set({ [key]: [...state[key], item] });
      if (event.type === 'gap' || (event.type === 'checkpoint' && !isResumed))
        catchingUp = catchUp().catch((error) => set({ error }));
    },
    onError: (error) => set({ error }),
  });

  return {
    join: connection.join,
    subscribe: listeners.add,
    state: () => state,

    async showNew() {
      await catchingUp;
      const { shown, waiting, replacement } = state;
      if (replacement) {
        void queryClient.cancelQueries({ queryKey, exact: true });
        queryClient.setQueryData(queryKey, { pages: [replacement], pageParams: [undefined] });
      }
      set({ shown: [...(replacement ? [] : shown), ...waiting], waiting: [], replacement: undefined });
    },

    edit: (change) => set({ shown: change(state.shown) }),

    reset() {
      life++;
      set(empty);
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
