import {
  createSearchWithReplica,
  type OwnSearch,
  type SearchCounts,
  type SearchReplica,
} from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { createFindWhole } from './find-whole.ts';
import { forgetReplica } from './prepare.ts';
import { startReplication } from './replicate.ts';

/** Search, and what keeps the replica up to date, if there is one. */
export interface RunningSearch extends AsyncDisposable {
  search: OwnSearch;
  /** How searches were answered, where there is a replica. */
  counts: SearchCounts | undefined;
  /** Resolves when the replica has all that the database's own index has. */
  flush(): Promise<void>;
}

export async function startSearch(options: {
  db: Database;
  /** The database's own index. */
  own: OwnSearch;
  replica: SearchReplica | undefined;
  /** Whether this process is one of those that feed the replica. */
  runsJobs: boolean;
  onError: (error: unknown) => void;
}): Promise<RunningSearch> {
  const { db, own, replica, runsJobs, onError } = options;
  if (!replica) {
    await forgetReplica(db);
    return { search: own, counts: undefined, flush: async () => {}, [Symbol.asyncDispose]: async () => {} };
  }
  const findWhole = createFindWhole(db);
  const search = createSearchWithReplica({ own, replica, findWhole, onFailure: onError });
  const replication = startReplication({ db, own, replica, runs: runsJobs, onError });
  return { search, counts: search.counts, ...replication };
}
