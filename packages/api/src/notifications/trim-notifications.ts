import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { deleteInBatches } from '../core/delete-in-batches.ts';

/** Keeps the latest notifications of each user, read or not. */
export async function trimNotifications(
  db: Database,
  userIds: readonly string[],
  max: number,
): Promise<void> {
  if (userIds.length === 0) return;
  await sql`
    delete from notification_groups using (
      select asked.id, (
        select last_id from notification_groups where user_id = asked.id
        order by last_id desc offset ${max} limit 1
      ) as latest_dropped
      from unnest(${userIds}::bigint[]) as asked (id)
    ) as bounds
    where notification_groups.user_id = bounds.id and last_id <= bounds.latest_dropped`.execute(db);
}

/** Deletes the notifications that were read long ago. */
export async function deleteOldNotifications({ db, settings }: Services): Promise<void> {
  const age = sql`make_interval(days => ${settings.readNotificationsDays}::int)`;
  await deleteInBatches(db, 'notificationGroups', sql`read_at < now() - ${age}`);
}
