import type { Database, DB } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';

/** Rows per statement: none comes near the timeout of statements, or holds others up for long. */
const batchSize = 2_000;

/** Deletes all rows of a table for which a condition holds, each batch by itself; to be run again when it was interrupted. */
export async function deleteInBatches(
  db: Database,
  table: keyof DB,
  condition: RawBuilder<unknown>,
): Promise<void> {
  // Locked, a row stays where its ctid says until it is deleted.
  const batch = sql`select ctid from ${sql.table(table)} where ${condition} limit ${sql.lit(batchSize)} for update`;
  const statement = sql`delete from ${sql.table(table)} where ctid = any(array(${batch}))`;
  while (Number((await statement.execute(db)).numAffectedRows) === batchSize);
}
