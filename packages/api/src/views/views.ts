import type { Database, Transaction } from '@dunlin/db';
import type { Hints, HintTopic } from '../live/hints.ts';
import { batchLoads } from './batch-loads.ts';
import { createViewCache, type ViewCache, type ViewCacheStats } from './view-cache.ts';

/** Bounds how stale a value can be when a hint was lost. */
const maxAgeMs = 30_000;

/** What reads ask for again and again, by its key alone; a feature declares those that it knows how to load. */
export interface View<Value extends {}> {
  /** Under which metrics tell of its cache. */
  name: string;
  maxEntries: number;
  /** Values by key, as they are committed; keys that do not exist are absent. */
  load(db: Database, keys: readonly string[]): Promise<Map<string, Value>>;
  /** Hints of this topic say which values are no longer true. */
  staleOn: HintTopic;
  /** The key that such a hint is about; the hint itself unless given. */
  toKey?(hint: string): string;
}

/** An in-process cache per view, made when it is first asked for and kept fresh by hints. */
export interface Views {
  of<Value extends {}>(view: View<Value>): ViewCache<Value>;
  /** Forgets all, as when hints were lost. */
  clear(): void;
  /** By the name of the view. */
  stats(): Map<string, ViewCacheStats>;
}

export function createViews(db: Database, hints: Hints): Views {
  const caches = new Map<View<never>, ViewCache<never>>();
  const clear = () => {
    for (const cache of caches.values()) cache.clear();
  };
  hints.onGap(clear);
  const create = <Value extends {}>({ maxEntries, load, staleOn, toKey = (hint) => hint }: View<Value>) => {
    const cache = createViewCache({ maxEntries, maxAgeMs, load: batchLoads((keys) => load(db, keys)) });
    hints.onAny(staleOn, (ids) => {
      for (const id of ids) cache.invalidate(toKey(id));
    });
    return cache;
  };
  return {
    of<Value extends {}>(view: View<Value>) {
      // `as`: each view stands beside the cache that was made of it.
      const known = caches.get(view as unknown as View<never>) as ViewCache<Value> | undefined;
      if (known) return known;
      const cache = create(view);
      caches.set(view as unknown as View<never>, cache as unknown as ViewCache<never>);
      return cache;
    },
    clear,
    stats: () => new Map([...caches].map(([{ name }, cache]) => [name, cache.stats()])),
  };
}

/** Views of what a transaction sees: nothing is cached. */
export function createTransactionViews(trx: Transaction): Views {
  return {
    of: ({ load }) => uncached((keys) => load(trx, keys)),
    clear: () => {},
    stats: () => new Map(),
  };
}

function uncached<Value>(load: (keys: readonly string[]) => Promise<Map<string, Value>>): ViewCache<Value> {
  return {
    getMany: load,
    get: async (key) => (await load([key])).get(key),
    peek: () => undefined,
    invalidate: () => {},
    clear: () => {},
    stats: () => ({ hits: 0, misses: 0, entries: 0 }),
  };
}
