import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isRestorable } from '../tweets/restorable.ts';
import type { Notice } from './write-notices.ts';

const notice = sql`
  notifications.type, notifications.user_id as "userId", actor_id as "actorId", notifications.tweet_id as "tweetId"`;

/** Notifications of tweets that cannot come back, and to or of users who are deleted: the tables of a query, and its condition. */
export const ofTheGone = sql`
  notifications
  join users on users.id = user_id
  join users as actors on actors.id = actor_id
  left join tweets on tweets.id = tweet_id
  where users.deleted_at is not null or actors.deleted_at is not null
    or tweets.deleted_at is not null and not ${isRestorable}`;

/** The same of those that are newer than the place in the list of the group that they are in. */
export const misplaced = sql`
  notifications join notification_groups on notification_groups.id = group_id
  where notifications.id > last_id`;

export async function listOfTheGone(db: Database): Promise<Notice[]> {
  return (await sql<Notice>`select ${notice} from ${ofTheGone}`.execute(db)).rows;
}

/** Of each group the latest. */
export async function listMisplaced(db: Database): Promise<Notice[]> {
  const { rows } = await sql<Notice>`
    select distinct on (group_id) ${notice} from ${misplaced} order by group_id, notifications.id desc`.execute(
    db,
  );
  return rows;
}
