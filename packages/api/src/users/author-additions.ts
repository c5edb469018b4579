import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** Of an author's newest tweets, so many. */
export function readAuthorAdditions(
  db: Database,
  authorId: string,
  { limit, ...range }: Range & { limit: number },
): Promise<Additions> {
  return readAdditions(
    db,
    range,
    sql`
      select id from (
        select id, added_xid from tweets
        where author_id = ${authorId} and deleted_at is null
        order by id desc
        limit ${limit}
      ) as newest
      where id > after and ${isInRange}
      order by id`,
  );
}

export async function pickAuthorAdditions(
  db: Database,
  authorId: string,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${ids})`)
    .where('authorId', '=', authorId)
    .where(isAddedSince(since))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
