import type { Services } from '../../core/context.ts';
import type { DataCheck } from '../../core/data-check.ts';
import { toFindings } from '../check-search.ts';
import { verifySearch } from '../verify-search.ts';
import { reindexReplica } from './reindex-replica.ts';
import { readReplicaState } from './state.ts';

/** The second index, which another server keeps. */
export function checkReplica(
  { db, search }: Pick<Services, 'db' | 'search'>,
  replica: Parameters<typeof reindexReplica>[0]['replica'],
): DataCheck {
  return {
    subject: 'search in Typesense',
    async verify(onProgress) {
      const { generation } = await readReplicaState(db);
      if (generation === null)
        return {
          compared: 'The index is not there or not whole, and Postgres answers searches',
          faults: { missing: 1 },
          pending: 0,
          examples: [],
        };
      return toFindings(await verifySearch(db, replica.of(generation), { isReplica: true, onProgress }));
    },
    repair: async (onProgress) =>
      (await reindexReplica({ db, own: search, replica }, { onProgress })) !== undefined,
  };
}
