/** Loads by key, as a view has one. */
export type Load<Value> = (keys: readonly string[]) => Promise<Map<string, Value>>;

/** A statement costs more than a key of it, so that under load few large ones answer more people; two, so that a slow one does not hold up all. */
const maxUnderWay = 2;
/** Where a batch ends: what one caller asks for must not hold up another by much. */
const fullAt = 500;

/**
 * The same load: called at once while few calls of it are under way; what is asked for meanwhile goes together in the next one.
 * Its answer may hold keys that others asked for. All who share a call share its error.
 */
export function batchLoads<Value>(load: Load<Value>): Load<Value> {
  let underWay = 0;
  const waiting: Batch<Value>[] = [];

  const run = async (keys: readonly string[]) => {
    underWay += 1;
    try {
      return await load(keys);
    } finally {
      underWay -= 1;
      startNext();
    }
  };
  const startNext = () => {
    const batch = waiting.shift();
    if (batch) run([...batch.keys]).then(batch.resolve, batch.reject);
  };

  return (keys) => {
    if (underWay < maxUnderWay) return run(keys);
    let batch = waiting.at(-1);
    if (!batch || batch.keys.size >= fullAt) {
      batch = { keys: new Set(), ...Promise.withResolvers() };
      waiting.push(batch);
    }
    for (const key of keys) batch.keys.add(key);
    return batch.promise;
  };
}

interface Batch<Value> extends PromiseWithResolvers<Map<string, Value>> {
  keys: Set<string>;
}
