import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** What a database has read so far, as it counts itself: rows and entries of indexes, and pages of 8 kB. */
export async function readDatabaseWork(db: Database): Promise<{ rows: number; buffers: number }> {
  const { rows } = await sql<{ rows: string; buffers: string }>`
    select tup_returned as rows, blks_hit + blks_read as buffers
    from pg_stat_database where datname = current_database()`.execute(db);
  return { rows: Number(rows[0]?.rows), buffers: Number(rows[0]?.buffers) };
}
