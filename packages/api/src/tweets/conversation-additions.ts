import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** The newest so many. */
export function readConversationAdditions(
  db: Database,
  conversationId: string,
  { limit, ...range }: Range & { limit: number },
): Promise<Additions> {
  return readAdditions(
    db,
    range,
    sql`
      select id from (
        select id from tweets
        where conversation_id = ${conversationId} and deleted_at is null and id > after and ${isInRange}
        order by id desc
        limit ${limit}
      ) as newest
      order by id`,
  );
}

export async function pickConversationAdditions(
  db: Database,
  conversationId: string,
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${ids})`)
    .where('conversationId', '=', conversationId)
    .where(isAddedSince(since))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
