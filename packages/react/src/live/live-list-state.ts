import type { Page } from '@dunlin/sdk';
import { idOf, idsOf } from '../queries/id-of.ts';
import { compareIds } from './compare-ids.ts';

/** Items beside those of the pages, in no order. */
export interface LiveListState<Item> {
  shown: readonly Item[];
  /** Which of them the viewer has added: they say nothing of what came before them. */
  added: ReadonlySet<string>;
  /** Until `showNew`. */
  waiting: readonly Item[];
  /** How many have waited so long that they are to be read again. */
  leftCount: number;
  /** The first page anew, to show in place of all pages: between them and what waits more was missed than that. */
  replacement: Page<Item> | undefined;
  /** Why nothing more comes. */
  error: unknown;
}

/** So many are kept beside the pages, of those that wait and of those that are shown: a tab may be open for days. */
export const maxBeside = 400;

export const emptyState: LiveListState<never> = {
  shown: [],
  added: new Set(),
  waiting: [],
  leftCount: 0,
  replacement: undefined,
  error: undefined,
};

/** One more is shown; what is too much is read again in the pages. */
export function withShown<Item>(state: LiveListState<Item>, item: Item): LiveListState<Item> {
  return { ...state, shown: [...state.shown, item] };
}

/** Whether it is time to read again what is shown beside the pages. */
export function isFull({ shown }: LiveListState<unknown>): boolean {
  return shown.length > 0 && shown.length % maxBeside === 0;
}

/** One more waits; of too many, the oldest are left to be read again. */
export function withWaiting<Item>(state: LiveListState<Item>, item: Item): LiveListState<Item> {
  const waiting = [...state.waiting, item];
  const left = Math.max(0, waiting.length - maxBeside);
  return { ...state, waiting: waiting.slice(left), leftCount: state.leftCount + left };
}

/** Whether more has come than is kept, so that the list begins anew. */
export function isOverfull({ shown, waiting, leftCount }: LiveListState<unknown>): boolean {
  return leftCount > 0 || shown.length + waiting.length > maxBeside;
}

/** What waits is shown, and the viewer's own that are too new for the replacement. */
export function withNew<Item>(state: LiveListState<Item>): LiveListState<Item> {
  const { shown, waiting, replacement } = state;
  const newest = replacement?.items[0];
  const kept = newest ? shown.filter((item) => compareIds(idOf(item), idOf(newest)) > 0) : shown;
  return { ...state, shown: [...kept, ...waiting], waiting: [], leftCount: 0, replacement: undefined };
}

/** Pages were read anew that say all there is to say of what was `read`; the viewer's own may belong behind them. */
export function withReadAgain<Item>(
  state: LiveListState<Item>,
  read: ReadonlySet<string>,
): LiveListState<Item> {
  return {
    ...state,
    shown: state.shown.filter((item) => state.added.has(idOf(item)) || !read.has(idOf(item))),
  };
}

export function withEdit<Item>(
  state: LiveListState<Item>,
  change: (items: readonly Item[]) => readonly Item[],
): LiveListState<Item> {
  const before = idsOf(state.shown);
  const shown = change(state.shown);
  const added = shown.filter((item) => !before.has(idOf(item)) || state.added.has(idOf(item)));
  return { ...state, shown, added: idsOf(added) };
}

/** What the first page has that is not known waits, and it replaces all pages unless it meets what was known `before` and nothing is left. */
export function withFirstPage<Item>(
  state: LiveListState<Item>,
  page: Page<Item>,
  { before, known }: { before: ReadonlySet<string>; known: ReadonlySet<string> },
): LiveListState<Item> {
  const meets = !isOverfull(state) && page.items.some((item) => before.has(idOf(item)));
  const missed = page.items.filter((item) => !known.has(idOf(item)));
  return {
    ...state,
    waiting: [...state.waiting, ...missed],
    replacement: page.nextCursor === null || meets ? state.replacement : page,
  };
}
