import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** In lower case: the viewer, and those private authors whom the viewer follows. */
export async function listUnlistedAuthorsSeenBy(db: Database, viewerId: string): Promise<string[]> {
  const { rows } = await sql<{ username: string }>`
    select lower(username) as username from users where id = ${viewerId}
    union all
    select lower(username) from follows join users on users.id = followee_id
    where follower_id = ${viewerId} and private and is_active`.execute(db);
  return rows.map(({ username }) => username);
}
