import { setTimeout as delay } from 'node:timers/promises';
import type { OwnSearch, SearchReplica } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { copyTweets, writeListings, writeUsers } from '../write-documents.ts';
import { deletePending, listPending, type Pending, type PendingKind } from './pending.ts';
import { lockReplica, readReplicaState, tryLockReplica, updateReplicaState } from './state.ts';

/** Bounds how late the replica learns of a change. */
const pollMs = 300;
/** How long it is left alone after it failed. */
const restMs = 2_000;
const batchSize = 200;

export interface Replication extends AsyncDisposable {
  /** Resolves when nothing is pending. @throws what the replica answers when it cannot be written to. */
  flush(): Promise<void>;
}

export interface ReplicaServices {
  db: Database;
  /** What it is a replica of. */
  own: Pick<OwnSearch, 'within'>;
  replica: SearchReplica;
}

/**
 * Brings the replica up to date with what is noted as pending, which stays noted while it is down. One process of all does it
 * at a time, so that of two writes the later one stays.
 */
export function startReplication(
  options: ReplicaServices & {
    /** Whether it works by itself, or when it is told to only. */
    runs: boolean;
    /** Told of a failure that is not the same as the one before. */
    onError: (error: unknown) => void;
  },
): Replication {
  const { runs, onError } = options;
  let running: Promise<void> | undefined;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let failure: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isEnding = false;
  const work = async () => {
    if (performance.now() < restsUntil) return;
    try {
      while ((await replicateBatch(options)) === 'done' && !isEnding);
      failure = undefined;
    } catch (error) {
      restsUntil = performance.now() + restMs;
      if (String(error) !== failure) onError(error);
      failure = String(error);
    }
  };
  const poll = () => {
    timer = setTimeout(() => {
      running = work().finally(poll);
    }, pollMs);
  };
  if (runs) poll();
  return {
    async flush() {
      for (;;) {
        const outcome = await replicateBatch(options);
        if (outcome === 'nothing to do') return;
        if (outcome === 'another does it') await delay(20);
      }
    },
    /** What is still pending is left to the next process. */
    async [Symbol.asyncDispose]() {
      isEnding = true;
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}

async function replicateBatch({
  db,
  own,
  replica,
}: ReplicaServices): Promise<'done' | 'another does it' | 'nothing to do'> {
  // Most looks find nothing: those cost one statement.
  if ((await listPending(db, 1)).length === 0) return 'nothing to do';
  const outcome = await db.transaction().execute(async (trx) => {
    // Whoever builds takes the lock again for each batch: who does not wait in line never has it.
    if ((await readReplicaState(trx)).rebuilding !== null) await lockReplica(trx);
    else if (!(await tryLockReplica(trx))) return { isLocked: false };
    const pending = await listPending(trx, batchSize);
    const { generation, rebuilding } = await readReplicaState(trx);
    const generations = [...new Set([generation, rebuilding])].flatMap((one) => one ?? []);
    const indexes = generations.map((one) => replica.of(one));
    try {
      await copyTweets({ trx, own }, indexes, idsOf('tweet', pending));
      await writeUsers(trx, indexes, idsOf('user', pending));
      await writeListings(trx, indexes, idsOf('user', pending));
    } catch (error) {
      return { isLocked: true, error, generation };
    }
    await deletePending(trx, pending);
    return { isLocked: true };
  });
  if (outcome.error === undefined) return outcome.isLocked ? 'done' : 'another does it';
  if (outcome.generation && !(await replica.has(outcome.generation))) {
    // It has lost what it had: the database's own index answers until all is built anew.
    await updateReplicaState(db, { generation: null });
    throw new Error(`${replica.engine} has lost the search index. Build it anew: npm run search:reindex`, {
      cause: outcome.error,
    });
  }
  throw outcome.error;
}

function idsOf(kind: PendingKind, pending: readonly Pending[]): string[] {
  return pending.filter((one) => one.kind === kind).map(({ id }) => id);
}
