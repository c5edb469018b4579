import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { chunk } from '../core/chunk.ts';
import { deleteInBatches } from '../core/delete-in-batches.ts';
import { listMisplaced, misplaced, ofTheGone } from './list-wrong.ts';
import { insertNotices, lockUsers, type Notice } from './write-notices.ts';

/** Notices, or users, per transaction. */
const batchSize = 200;

export async function deleteOfTheGone(db: Database): Promise<void> {
  await deleteInBatches(db, 'notifications', sql`id in (select notifications.id from ${ofTheGone})`);
}

/** Gives the groups the place of their latest notification. */
export async function placeGroups(db: Database): Promise<void> {
  const users = [...new Set((await listMisplaced(db)).map(({ userId }) => userId))];
  for (const userIds of chunk(users, batchSize))
    await db.transaction().execute(async (trx) => {
      await lockUsers(
        trx,
        userIds.map((userId) => ({ userId })),
      );
      await sql`
        update notification_groups set last_id = latest.id
        from (
          select group_id, max(notifications.id) as id from ${misplaced} and notifications.user_id = any(${userIds}::bigint[])
          group by group_id
        ) as latest
        where notification_groups.id = group_id`.execute(trx);
    });
}

/** Writes down what was lost, as read: it is listed, and no news. @returns whether there was any that stands. */
export async function writeAsRead(db: Database, notices: readonly Notice[]): Promise<boolean> {
  let isAny = false;
  for (const batch of chunk(
    notices.map((notice) => ({ ...notice, isRead: true })),
    batchSize,
  )) {
    const grown = await db.transaction().execute(async (trx) => {
      await lockUsers(trx, batch);
      return await insertNotices(trx, batch);
    });
    isAny ||= grown.length > 0;
  }
  return isAny;
}
