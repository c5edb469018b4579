import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { type Additions, isAddedSince, isInRange, type Range, readAdditions } from '../live/additions.ts';
import type { Snapshot } from '../live/snapshot.ts';

/** Of a conversation, the newest so many. */
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

/** Those of the ids that are of an author, or of a conversation. */
export async function pickTweetAdditions(
  db: Database,
  of: { authorId: string } | { conversationId: string },
  { ids, since }: { ids: readonly string[]; since: Snapshot },
): Promise<string[]> {
  const rows = await db
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${ids})`)
    .where((where) => where.and(of))
    .where(isAddedSince(since))
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}
