import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** Whether fewer events than this wait in the outbox; however many do, it looks at no more. */
export async function hasFewerEvents(db: Database, limit: number): Promise<boolean> {
  const { rows } = await sql<{ isFewer: boolean }>`
    select count(*) < ${limit} as "isFewer" from (select from outbox limit ${limit}) as counted`.execute(db);
  return rows[0]?.isFewer ?? false;
}
