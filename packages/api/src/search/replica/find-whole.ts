import type { Database } from '@dunlin/db';
import { measureReplicaLag } from './pending.ts';
import { readReplicaState } from './state.ts';

/** The replica does not answer while it is further behind than this. */
const maxLagSeconds = 1;
/** How old what is known of it may be. */
const maxAgeMs = 250;

/** Finds the generation of the replica that can be searched, or why none can. All who ask at a time share one look. */
export function createFindWhole(db: Database): () => Promise<{ generation: string } | { reason: string }> {
  let known: { at: number; look: ReturnType<typeof findWhole> } | undefined;
  return () => {
    const now = performance.now();
    if (!known || now - known.at > maxAgeMs) {
      const look = findWhole(db);
      known = { at: now, look };
      look.catch(() => {
        known = undefined;
      });
    }
    return known.look;
  };
}

async function findWhole(db: Database) {
  const [{ generation }, lag = 0] = [await readReplicaState(db), await measureReplicaLag(db)];
  if (generation === null) return { reason: 'incomplete' };
  return lag > maxLagSeconds ? { reason: 'lagging' } : { generation };
}
