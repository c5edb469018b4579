import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { deleteInBatches } from '../core/delete-in-batches.ts';

/** Deletes the groups for which a condition holds. One may hold a hundred thousand likes, which would all go with it at once. */
export async function deleteGroups(db: Database, condition: RawBuilder<unknown>): Promise<void> {
  const groups = sql`select id from notification_groups where ${condition}`;
  await deleteInBatches(db, 'notifications', sql`group_id in (${groups})`);
  await deleteInBatches(db, 'notificationGroups', condition);
}
