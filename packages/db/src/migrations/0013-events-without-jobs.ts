import { type Kysely, sql } from 'kysely';

/** Names of jobs that there are no more, or that would not do with the events that they have. */
const names = [
  'notify-of-like',
  'notify-of-tweet',
  'notify-of-follow',
  'notify-of-follow-request',
  'notify-of-acceptance',
  'index-tweets',
];

/**
 * Puts the events of such jobs, also of those that had failed, back into the outbox, and completes those of likes.
 * Gives what the installation has in a second search index a name of its own: others may use the same server.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    with ended as (delete from jobs where name = any(${names}) returning events)
    insert into outbox (event) select jsonb_array_elements(events) from ended`.execute(db);
  await sql`
    alter table search_replica add column installation text not null default substr(md5(random()::text), 1, 8)`.execute(
    db,
  );
  const { rows } = await sql`select where to_regclass('bullmq.job') is not null`.execute(db);
  if (rows.length > 0)
    await sql`delete from bullmq.job where queue = 'dunlin' and name = any(${names})`.execute(db);
  await sql`
    update outbox set event = event || jsonb_build_object('authorId', author_id::text)
    from tweets
    where event ->> 'type' in ('like.created', 'like.deleted') and tweets.id = (event ->> 'tweetId')::bigint`.execute(
    db,
  );
}
