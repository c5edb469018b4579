import type { LiveEvent, Page } from '@dunlin/sdk';
import {
  type InfiniteData,
  InfiniteQueryObserver,
  type QueryClient,
  type QueryKey,
} from '@tanstack/react-query';
import { idOf, idsOf } from '../queries/id-of.ts';
import { createListeners } from '../store/listeners.ts';
import { storeOf } from '../store/store-of.ts';
import { createCatchUp } from './catch-up.ts';
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts';
import {
  emptyState,
  isFull,
  isOverfull,
  type LiveListState,
  withEdit,
  withFirstPage,
  withNew,
  withReadAgain,
  withShown,
  withWaiting,
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
  /** Whether nobody has joined. */
  isIdle(): boolean;
}

export function createLiveList<Item, Event extends LiveEvent & { type: string }>({
  queryClient,
  queryKey,
  open,
  itemOf,
  readFirstPage,
}: LiveListOptions<Item, Event>): LiveList<Item> {
  const listeners = createListeners();
  let state: LiveListState<Item> = emptyState;
  let life = 0;
  const set = (change: Partial<LiveListState<Item>>) => {
    state = { ...state, ...change };
    listeners.notify();
  };
  const pages = () => queryClient.getQueryData<InfiniteData<Page<Item>>>(queryKey)?.pages;
  const pagedIds = () => idsOf((pages() ?? []).flatMap((page) => page.items));
  const knownIds = () => new Set([...idsOf([...state.shown, ...state.waiting]), ...pagedIds()]);

  const readMissed = async () => {
    const begun = life;
    // A page that was asked for before the stream was open may lack what came in between: it is read once more.
    if (!pages()) await queryClient.refetchQueries({ queryKey, exact: true });
    if (begun !== life || !pages()) return;
    if (!readFirstPage) {
      const { shown } = state;
      const isWanted = () => begun === life && shown.some((item) => !pagedIds().has(idOf(item)));
      const isWhole = await readAgain(queryClient, queryKey, isWanted);
      return begun === life ? set(withReadAgain(state, isWhole ? idsOf(shown) : pagedIds())) : undefined;
    }
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
      takeIn(queryClient, event);
      const item = itemOf(event);
      const isNew = item !== undefined && !knownIds().has(idOf(item));
      if (isNew) set(readFirstPage ? withWaiting(state, item) : withShown(state, item));
      const isMissing = event.type === 'gap' || (event.type === 'checkpoint' && !isResumed);
      if (isMissing || (isNew && !readFirstPage && isFull(state))) catchUp.start();
      else void catchUp.retry();
    },
    onError: (error) => set({ error }),
  });

  return {
    join: connection.join,
    subscribe: listeners.add,
    state: () => state,

    async showNew() {
      if (isOverfull(state)) catchUp.start();
      // Else there would be a hole for good where something is missing.
      if (!(await catchUp.retry())) return;
      if (state.replacement) replacePages(queryClient, queryKey, state.replacement);
      set(withNew(state));
    },

    edit: (change) => set(withEdit(state, change)),

    reset() {
      life++;
      set(emptyState);
      connection.reset();
    },

    isIdle: connection.isIdle,
  };
}

/**
 * Reads all pages again, and on while it is wanted: as many may end before what was shown beside them.
 * @returns whether the pages have all there is
 */
async function readAgain(
  queryClient: QueryClient,
  queryKey: QueryKey,
  isWanted: () => boolean,
): Promise<boolean> {
  await queryClient.refetchQueries({ queryKey, exact: true }, { throwOnError: true });
  const query = queryClient.getQueryCache().find({ queryKey, exact: true });
  const observer = query?.observers.find((found) => found instanceof InfiniteQueryObserver);
  if (!observer) return false;
  while (isWanted() && observer.getCurrentResult().hasNextPage)
    await observer.fetchNextPage({ throwOnError: true });
  return !observer.getCurrentResult().hasNextPage;
}

function replacePages(queryClient: QueryClient, queryKey: QueryKey, page: Page<unknown>): void {
  void queryClient.cancelQueries({ queryKey, exact: true });
  queryClient.setQueryData(queryKey, { pages: [page], pageParams: [undefined] });
}

function takeIn(queryClient: QueryClient, event: LiveEvent): void {
  const store = storeOf(queryClient);
  store.take(event, store.moment());
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
