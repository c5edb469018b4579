import { type Kysely, sql } from 'kysely';

/**
 * A detached quote names here what it quoted, and nowhere else. Policies are null where everyone may; a reply has none for replies: it
 * goes by the tweet that started its conversation. Of the blocks that there are, the events have quotes detached.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table tweets
      add column detached_from_id bigint references tweets (id),
      add column reply_policy text,
      add column quote_policy text,
      add check (detached_from_id is null or quoted_id is null),
      add check (reply_policy in ('followers', 'mentioned', 'nobody')),
      add check (quote_policy in ('followers', 'mentioned', 'nobody')),
      add check (reply_policy is null or reply_to_id is null)`.execute(db);
  await sql`
    insert into outbox (event)
    select jsonb_build_object(
      'type', 'block.created', 'blockId', id::text, 'blockerId', blocker_id::text, 'blockedId', blocked_id::text
    )
    from blocks where exists (
      select from tweets as quotes join tweets as quoted on quoted.id = quotes.quoted_id
      where quotes.author_id = blocked_id and quoted.author_id = blocker_id
    )`.execute(db);
}
