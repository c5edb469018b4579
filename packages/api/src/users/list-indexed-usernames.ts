import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isPublic } from '../visibility/unasked.ts';

/** The names of public accounts that search engines may show, newest first. */
export async function listIndexedUsernames(db: Database, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('username')
    .where(isPublic)
    .where(sql<boolean>`not no_index`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ username }) => username);
}
