import { LRUCache } from 'lru-cache';

/** A read-through cache that stays coherent when an invalidation races a load. */
export interface ViewCache<Value> {
  /**
   * Values by key, in any order; keys that do not exist are absent. Loads the missing ones in one call of
   * `load`; concurrent loads of a key share one. A failed load rejects all who share it and is not cached.
   */
  getMany(keys: readonly string[]): Promise<Map<string, Value>>;
  get(key: string): Promise<Value | undefined>;
  /** The value if cached, with no promise made: for the hot path. Counts as a use, as `get` does. */
  peek(key: string): Value | undefined;
  /**
   * Forgets key. A load that was under way when this was called is not cached (its caller still gets its
   * result), and a later get starts a new load.
   */
  invalidate(key: string): void;
  /** `invalidate` for every key. */
  clear(): void;
  /** Since it was made: keys found, and keys that had to be loaded. */
  stats(): ViewCacheStats;
}

export interface ViewCacheStats {
  hits: number;
  misses: number;
  entries: number;
}

/**
 * `maxAgeMs` bounds how stale a value may be when its invalidation was lost: its age counts from the start of
 * its load. `load` must settle, and answer from what is committed when it is called; keys without a value are
 * absent from its answer and are asked for again.
 */
export function createViewCache<Value extends {}>({
  maxEntries,
  maxAgeMs,
  load,
  clock = performance,
}: ViewCacheOptions<Value>): ViewCache<Value> {
  // To lru-cache a zero means without limit, which nobody means here.
  if (maxEntries < 1 || maxAgeMs < 1) throw new RangeError('maxEntries and maxAgeMs must be at least 1');
  const cache = new LRUCache<string, Value>({ max: maxEntries, ttl: maxAgeMs, perf: clock });
  let hits = 0;
  let misses = 0;
  // A load fills the cache only for keys it still holds here: invalidate takes them, a newer load too.
  const loading = new Map<string, Promise<Map<string, Value>>>();

  const startLoad = (keys: readonly string[]) => {
    const start = clock.now();
    const loaded = Promise.try(load, keys);
    const settle = (values?: Map<string, Value>) => {
      for (const key of keys) {
        if (loading.get(key) !== loaded) continue;
        loading.delete(key);
        const value = values?.get(key);
        if (value !== undefined) cache.set(key, value, { start });
      }
    };
    for (const key of keys) loading.set(key, loaded);
    loaded.then(settle, () => settle());
  };

  const addMissing = async (values: Map<string, Value>, missing: Set<string>) => {
    const unshared = missing.difference(loading);
    if (unshared.size > 0) startLoad([...unshared]);
    // Each key from its own load: an older one, joined for another key, may carry what was invalidated.
    await Promise.all(
      Array.from(missing, async (key) => {
        const value = (await loading.get(key))?.get(key);
        if (value !== undefined) values.set(key, value);
      }),
    );
    return values;
  };

  const getMany = (keys: readonly string[]) => {
    const values = new Map<string, Value>();
    const missing: string[] = [];
    for (const key of keys) {
      const value = cache.get(key);
      if (value === undefined) missing.push(key);
      else values.set(key, value);
    }
    hits += values.size;
    misses += missing.length;
    return missing.length === 0 ? Promise.resolve(values) : addMissing(values, new Set(missing));
  };

  const peek = (key: string) => {
    const value = cache.get(key);
    if (value !== undefined) hits += 1;
    return value;
  };

  return {
    getMany,
    get: async (key) => peek(key) ?? (await getMany([key])).get(key),
    peek,
    invalidate(key) {
      loading.delete(key);
      cache.delete(key);
    },
    clear() {
      loading.clear();
      cache.clear();
    },
    stats: () => ({ hits, misses, entries: cache.size }),
  };
}

interface ViewCacheOptions<Value> {
  maxEntries: number;
  maxAgeMs: number;
  load: (keys: readonly string[]) => Promise<Map<string, Value>>;
  /** Milliseconds from any origin but zero; `performance` by default. */
  clock?: { now(): number };
}
