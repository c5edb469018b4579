import type { Page } from '@dunlin/sdk';
import { compareIds } from './compare-ids.ts';

/** Items beside those of the pages, in no order. */
export interface LiveListState<Item> {
  shown: readonly Item[];
  /** Which of them the viewer has added: they say nothing of what came before them. */
  added: ReadonlySet<string>;
  /** Until `showNew`. */
  waiting: readonly Item[];
  /** The first page anew, to show in place of all pages: between them and what waits more was missed than that. */
  replacement: Page<Item> | undefined;
  /** Why nothing more comes. */
  error: unknown;
}

export const emptyState: LiveListState<never> = {
  shown: [],
  added: new Set(),
  waiting: [],
  replacement: undefined,
  error: undefined,
};

type Identified = { id: string };

/** What waits is shown, and the viewer's own that are too new for the replacement. */
export function withNew<Item extends Identified>(state: LiveListState<Item>): LiveListState<Item> {
  const { shown, waiting, replacement } = state;
  const newest = replacement?.items[0];
  const kept = newest ? shown.filter(({ id }) => compareIds(id, newest.id) > 0) : shown;
  return { ...state, shown: [...kept, ...waiting], waiting: [], replacement: undefined };
}

export function withEdit<Item extends Identified>(
  state: LiveListState<Item>,
  change: (items: readonly Item[]) => readonly Item[],
): LiveListState<Item> {
  const before = idsOf(state.shown);
  const shown = change(state.shown);
  const added = shown.filter(({ id }) => !before.has(id) || state.added.has(id));
  return { ...state, shown, added: idsOf(added) };
}

/** What the first page has that is not known waits, and it replaces all pages unless it meets what was known `before`. */
export function withFirstPage<Item extends Identified>(
  state: LiveListState<Item>,
  page: Page<Item>,
  { before, known }: { before: ReadonlySet<string>; known: ReadonlySet<string> },
): LiveListState<Item> {
  const isWhole = page.nextCursor === null || page.items.some(({ id }) => before.has(id));
  const missed = page.items.filter(({ id }) => !known.has(id));
  return {
    ...state,
    waiting: [...state.waiting, ...missed],
    replacement: isWhole ? state.replacement : page,
  };
}

export function idsOf(items: readonly Identified[]): Set<string> {
  return new Set(items.map(({ id }) => id));
}
