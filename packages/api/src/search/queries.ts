import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

/** In lower case: the viewer, and those authors whom the viewer follows and not everyone may read. */
export async function listUnlistedAuthorsSeenBy(db: Database, viewerId: string): Promise<string[]> {
  const { rows } = await sql<{ username: string }>`
    select lower(username) as username from users where id = ${viewerId}
    union all
    select lower(username) from follows join users on users.id = followee_id
    where follower_id = ${viewerId} and is_active and private`.execute(db);
  return rows.map(({ username }) => username);
}
