import type { Database, Transaction } from '@dunlin/db';

/**
 * Everything as it is at one moment. A difference and the event that is going to settle it are seen together then, whatever jobs do
 * meanwhile.
 */
export function readAtOnce<Result>(
  db: Database,
  read: (trx: Transaction) => Promise<Result>,
): Promise<Result> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
