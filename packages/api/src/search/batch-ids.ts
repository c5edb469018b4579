import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** The ids of a table, deleted rows too, batch by batch. */
export async function* batchIds(
  db: Database,
  { table, after = '0', size }: { table: IndexedTable; after?: string; size: number },
): AsyncGenerator<string[]> {
  for (let last = after; ; ) {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('id', '>', last)
      .orderBy('id')
      .limit(size)
      .execute();
    const ids = rows.map(({ id }) => id);
    const end = ids.at(-1);
    if (end === undefined) return;
    yield ids;
    last = end;
  }
}

export async function countIds(db: Database): Promise<Record<IndexedTable, number>> {
  const { rows } = await sql<Record<IndexedTable, number>>`
    select (select count(*) from users)::int as users, (select count(*) from tweets)::int as tweets`.execute(
    db,
  );
  return rows[0] ?? { users: 0, tweets: 0 };
}

export const indexedTables = ['users', 'tweets'] as const;
export type IndexedTable = (typeof indexedTables)[number];
