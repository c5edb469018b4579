import { type Kysely, sql } from 'kysely';

/**
 * A follow or a request that was taken back and made again is news again: notifications say which one they tell of. Edits that
 * wait in the outbox say which version they replaced.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table notifications add column act_id bigint`.execute(db);
  await sql`
    update notifications set act_id = acts.id
    from (
      select 'follow' as type, follower_id as actor_id, followee_id as user_id, id from follows
      union all select 'followAccepted', followee_id, follower_id, id from follows
      union all select 'followRequest', follower_id, followee_id, id from follow_requests
    ) as acts
    where notifications.user_id = acts.user_id and notifications.actor_id = acts.actor_id
      and notifications.type = acts.type`.execute(db);
  await sql`
    update outbox set event = event || jsonb_build_object('version', replaced.version)
    from (select tweet_id, max(version) as version from tweet_versions group by tweet_id) as replaced
    where event ->> 'type' = 'tweet.updated' and (event ->> 'tweetId')::bigint = replaced.tweet_id`.execute(
    db,
  );
}
