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
  // Locked, a row stays where its ctid says. One that changed while it was waited for is newer than what this statement sees, so
  // that the next one deletes it.
  const statement = sql<{ found: number; deleted: number }>`
    with batch as materialized (
      select ctid from ${sql.table(table)} where ${condition} limit ${sql.lit(batchSize)} for update
    ), deleted as (
      delete from ${sql.table(table)} where ctid = any(array(select ctid from batch)) returning 1
    )
    select (select count(*)::int from batch) as found, (select count(*)::int from deleted) as deleted`;
  for (let isDone = false; !isDone; ) {
    const { rows } = await statement.execute(db);
    isDone = rows.every(({ found, deleted }) => found < batchSize && deleted === found);
  }
}
