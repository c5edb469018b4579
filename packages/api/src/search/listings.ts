import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isPublic } from '../visibility/unasked.ts';

/** Whether everyone may see what each of the users wrote. */
export function loadListings(
  db: Database,
  userIds: readonly string[],
): Promise<{ id: string; username: string; listed: boolean }[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username', isPublic.as('listed')])
    .where('id', '=', sql<string>`any(${userIds})`)
    .execute();
}
