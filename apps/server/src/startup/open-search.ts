import { prepareReplica, readReplicaState } from '@dunlin/api';
import { createStems, type SearchReplica } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import type { SearchConfig } from './search-config.ts';
import { StartupError } from './startup-error.ts';

/**
 * The search index beside the database's own, if there is to be one. Loads what Typesense needs only where it is used.
 * @throws StartupError when it cannot be used.
 */
export async function openSearchReplica(
  config: SearchConfig,
  db: Database,
  options: { mayBeDown?: boolean } = {},
): Promise<SearchReplica | undefined> {
  if (config.type === 'postgres') return;
  const { openTypesenseSearch, TypesenseError } = await import('@dunlin/backends/search/typesense');
  try {
    return await openTypesenseSearch({ ...config, ...options, loadStems: createStems(db) });
  } catch (cause) {
    if (!(cause instanceof TypesenseError)) throw cause;
    const advice =
      cause.fault === 'refused'
        ? 'Check that TYPESENSE_API_KEY is a key of that server that allows all.'
        : 'Check that TYPESENSE_URL is right and that Typesense runs there, or unset it: search is in Postgres then.';
    throw new StartupError(`${cause.message}. ${advice}`, { cause });
  }
}

/**
 * The same, ready to answer. One that cannot be reached is waited for only if it has answered before: else its address is wrong.
 * @param onIncomplete called when it will not answer before it is built, or can be reached.
 * @throws StartupError when it cannot be used, or was built by another version.
 */
export async function openPreparedReplica(
  config: SearchConfig,
  { db, onIncomplete }: { db: Database; onIncomplete: (message: string) => void },
): Promise<SearchReplica | undefined> {
  const mayBeDown = (await readReplicaState(db)).generation !== null;
  const replica = await openSearchReplica(config, db, { mayBeDown });
  if (!replica) return;
  const build = 'Build it, beside the running server or without one: npm run search:reindex';
  try {
    if (!(await prepareReplica(db, replica)))
      onIncomplete(
        `The search index in Typesense is not there or not whole; Postgres answers searches. ${build}`,
      );
    return replica;
  } catch (cause) {
    if (!(cause instanceof Error && 'fault' in cause)) throw cause;
    if (mayBeDown && (cause.fault === 'unreachable' || cause.fault === 'not ready')) {
      onIncomplete(`${cause.message}; Postgres answers searches until it is back.`);
      return replica;
    }
    throw new StartupError(`${cause.message}. ${build}`, { cause });
  }
}
