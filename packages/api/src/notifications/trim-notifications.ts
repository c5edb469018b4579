import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { deleteGroups } from './delete-groups.ts';
import { isTweetLeft, stands } from './stands.ts';

/** Notices of a group looked at, the latest: bounds what a trim costs. */
const maxNoticesRead = 5;
/** Notices that a trim deletes: it runs beside what others wait for. */
const maxNoticesDeleted = 2_000;

/**
 * Keeps so many notifications of each user, read or not. What no longer stands goes first; of the rest, each actor's latest is kept
 * before any actor's second latest, and so on: who does little loses nothing to who does much. A group counts for
 * whichever of its actors keeps it longest.
 */
export async function trimNotifications(
  db: Database,
  userIds: readonly string[],
  max: number,
): Promise<void> {
  if (userIds.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    with listed as materialized (
      select id, notification_groups.user_id, type, tweet_id, last_id
      from (select distinct * from unnest(${userIds}::bigint[])) as asked (user_id)
      join notification_groups on notification_groups.user_id = asked.user_id
      where exists (select from notification_groups as any_of_them where any_of_them.user_id = asked.user_id offset ${max})
    ), standing as (
      select listed.id, row_number() over (partition by listed.user_id, actor_id order by last_id desc) as place
      from listed cross join lateral (
        select * from notifications where group_id = listed.id order by id desc limit ${sql.lit(maxNoticesRead)}
      ) as notice
      where ${stands} and ${isTweetLeft('listed')}
    ), ranked as (
      select id, row_number() over (partition by user_id order by place nulls last, last_id desc) as rank
      from listed left join (select id, min(place) as place from standing group by id) as best using (id)
    )
    select id from ranked where rank > ${max}`.execute(db);
  if (rows.length > 0)
    await deleteSome(
      db,
      rows.map(({ id }) => id),
    );
}

/** What is left of large ones goes with the next trims. */
async function deleteSome(db: Database, groupIds: readonly string[]): Promise<void> {
  await sql`
    delete from notifications where id = any(array(
      select id from notifications where group_id = any(${groupIds}::bigint[]) limit ${sql.lit(maxNoticesDeleted)}
    ))`.execute(db);
  await sql`
    delete from notification_groups where id = any(${groupIds}::bigint[])
      and not exists (select from notifications where group_id = notification_groups.id)`.execute(db);
}

/** Deletes the notifications that were read long ago. */
export async function deleteOldNotifications({ db, settings }: Services): Promise<void> {
  const age = sql`make_interval(days => ${settings.readNotificationsDays}::int)`;
  await deleteGroups(db, sql`read_at < now() - ${age}`);
}
