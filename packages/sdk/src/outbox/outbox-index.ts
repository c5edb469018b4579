import { createTurns } from '../turns.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { OutboxWrite } from './outbox-write.ts';
import { referencesIn } from './references.ts';

/** What is in a store, by its ids alone: a write costs the same however much waits. What it says is looked at before it is used. */
export interface OutboxIndex {
  /** Takes in what the store has of others, as far as it has told of it, and at first of earlier runs. */
  refresh(): Promise<void>;
  /** Has the next refresh ask for all that there is. */
  doubt(): void;
  /** Notes a write as it is in the store now; without it, that it is not there. */
  note(id: string, write: OutboxWrite | undefined): void;
  /** The first that waits of an account. */
  first(userId: string): string | undefined;
  /** Ids of what waits of all accounts, in order. */
  waiting(): string[];
  /** Those that were answered before a time, and that nothing refers to that waits. */
  forgettable(before: number): string[];
  /** The latest that there has been, in the order of ids. */
  readonly lastId: string;
  stop(): void;
}

export function createOutboxIndex(store: OutboxStore): OutboxIndex {
  const inTurn = createTurns();
  const ownerOf = new Map<string, string>();
  const waitingOf = new Map<string, string[]>();
  const answeredAt = new Map<string, number>();
  const needsOf = new Map<string, string[]>();
  let lastId = '';
  let isStale = true;
  /** Also by this outbox, until it is noted. */
  const changed = new Set<string>();
  const doubt = () => {
    isStale = true;
  };
  const stop = store.subscribe?.((id) => (id === undefined ? doubt() : changed.add(id)));
  const isWatched = stop !== undefined || store.lockName === undefined;

  const note = (id: string, write: OutboxWrite | undefined) => {
    changed.delete(id);
    const owner = write?.userId ?? ownerOf.get(id);
    if (owner === undefined) return;
    const ids = listOf(waitingOf, owner);
    needsOf.delete(id);
    if (write && !write.answer) {
      insert(ids, id);
      const needs = referencesIn(write.input);
      if (needs.length) needsOf.set(id, needs);
    } else remove(ids, id);
    if (id > lastId) lastId = id;
    if (write?.answer) answeredAt.set(id, write.answer.at);
    else answeredAt.delete(id);
    if (write) ownerOf.set(id, owner);
    else ownerOf.delete(id);
  };

  return {
    note,
    doubt,
    refresh: () =>
      inTurn(async () => {
        const isWhole = isStale || !isWatched;
        isStale = false;
        try {
          // One that is sent meanwhile is behind those that are noted by then.
          for (const id of [...(isWhole ? await store.ids() : changed)].sort())
            if (!isWhole || !ownerOf.has(id)) note(id, await store.get(id));
        } catch (error) {
          doubt();
          throw error;
        }
      }),
    first: (userId) => waitingOf.get(userId)?.[0],
    waiting: () => [...waitingOf.values()].flat().sort(),
    forgettable(before) {
      const needed = new Set([...needsOf.values()].flat());
      return [...answeredAt].flatMap(([id, at]) => (at < before && !needed.has(id) ? id : []));
    },
    get lastId() {
      return lastId;
    },
    stop: () => stop?.(),
  };
}

function listOf(lists: Map<string, string[]>, userId: string): string[] {
  const list = lists.get(userId) ?? [];
  lists.set(userId, list);
  return list;
}

/** Once, and nearly always at the end. */
function insert(ids: string[], id: string): void {
  const place = ids.findLastIndex((other) => other <= id);
  if (ids[place] !== id) ids.splice(place + 1, 0, id);
}

/** Nearly always at the beginning. */
function remove(ids: string[], id: string): void {
  const place = ids.indexOf(id);
  if (place >= 0) ids.splice(place, 1);
}
