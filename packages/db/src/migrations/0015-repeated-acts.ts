import { type Kysely, sql } from 'kysely';

/**
 * What can be done again is news again: notifications say which follow, request or edit they tell of. Edits that wait in the
 * outbox say which version they replaced.
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
  for (const table of ['notification_groups', 'notifications']) {
    const constraint = sql.ref(`${table}_type_check`);
    await sql`alter table ${sql.table(table)} drop constraint ${constraint}`.execute(db);
    await sql`
      alter table ${sql.table(table)} add constraint ${constraint} check (
        type in ('like', 'retweet', 'quote', 'reply', 'mention', 'edit', 'follow', 'followRequest', 'followAccepted')
      )`.execute(db);
  }
  await sql`
    create index tweets_quotes_by_author_idx on tweets (author_id, quoted_id)
      where quoted_id is not null and deleted_at is null`.execute(db);
  await sql`
    update outbox set event = event || jsonb_build_object('version', replaced.version)
    from (select tweet_id, max(version) as version from tweet_versions group by tweet_id) as replaced
    where event ->> 'type' = 'tweet.updated' and (event ->> 'tweetId')::bigint = replaced.tweet_id`.execute(
    db,
  );
}
