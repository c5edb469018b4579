import { type Kysely, sql } from 'kysely';

/**
 * Authors that are merged when a timeline is read take no room in it with what is not shown to its reader. Timelines of who mutes, blocks
 * or follows a suspended account are settled by jobs.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create or replace view home_timeline as
      select user_id, tweet_id, added_xid from timeline_entries
      union all
      select follows.follower_id, tweets.id,
        case when tweets.created_at < follows.created_at then '0'::xid8 else tweets.added_xid end
      from follows
      join users on users.id = follows.followee_id and users.merged_at_read and users.is_active
        and not exists (select from mutes where muter_id = follows.follower_id and muted_id = users.id)
      -- No tweet beyond an author's newest 800 that are shown is among the newest 800 of a timeline.
      cross join lateral (
        select id, created_at, added_xid from tweets
        where author_id = users.id and deleted_at is null and (retweet_of_id is null or exists (
          select from tweets as original join users as authors on authors.id = original.author_id
          where original.id = tweets.retweet_of_id and original.deleted_at is null and (
            authors.id = follows.follower_id
            or authors.is_active
            and not exists (select from blocks where blocker_id = follows.follower_id and blocked_id = authors.id)
            and not exists (select from blocks where blocker_id = authors.id and blocked_id = follows.follower_id)
            and not exists (select from mutes where muter_id = follows.follower_id and muted_id = authors.id)
            and (not authors.private or exists (
              select from follows as reading
              where reading.follower_id = follows.follower_id and reading.followee_id = authors.id
            ))
          )
        ))
        order by id desc limit 800
      ) as tweets`.execute(db);
  await sql`
    insert into outbox (event)
    select jsonb_build_object('type', 'timeline.shortened', 'userId', id::text)
    from (
      select muter_id as id from mutes union select blocker_id from blocks union select blocked_id from blocks
    ) as kept_apart
    union all
    select jsonb_build_object('type', 'user.suspended', 'userId', id::text)
    from users where suspended_at is not null and deleted_at is null`.execute(db);
}
