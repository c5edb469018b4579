import { claimDatabase, type DatabaseClaim, DatabaseTakenError } from '@dunlin/db';
import { StartupError } from './startup-error.ts';

/**
 * Claims the database for this server: alone, or where it has Redis together with others that have it. Without it they would
 * learn late, or never, what the others do.
 * @throws StartupError when a server runs on it that this one cannot run beside.
 */
export async function claimForServer(
  databaseUrl: string,
  { hasRedis, onTaken }: { hasRedis: boolean; onTaken: (message: string) => void },
): Promise<DatabaseClaim> {
  const explain = ({ isShared }: DatabaseTakenError) => explainTaken(hasRedis, isShared);
  try {
    return await claimDatabase(databaseUrl, {
      shared: hasRedis,
      onTaken: (error) => onTaken(explain(error)),
    });
  } catch (error) {
    if (error instanceof DatabaseTakenError) throw new StartupError(explain(error), { cause: error });
    throw error;
  }
}

function explainTaken(hasRedis: boolean, othersHaveRedis: boolean): string {
  if (hasRedis)
    return 'A server without REDIS_URL runs on this database, and this one has it. Stop that one, or start it anew with the same REDIS_URL.';
  if (othersHaveRedis)
    return 'Servers with REDIS_URL run on this database, and this one has none. Give it the same REDIS_URL, or stop the others.';
  return 'Another server runs on this database. Stop it first; to run several, give all of them the same REDIS_URL.';
}
