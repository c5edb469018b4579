import { type Kysely, sql } from 'kysely';

/** A timeline that is to show others is told of as one that changed, and what was to settle it goes back into the outbox as that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    with ended as (delete from jobs where name = 'refill-timeline' returning events)
    insert into outbox (event) select jsonb_array_elements(events) from ended`.execute(db);
  const { rows } = await sql`select where to_regclass('bullmq.job') is not null`.execute(db);
  if (rows.length > 0)
    await sql`delete from bullmq.job where queue = 'dunlin' and name = 'refill-timeline'`.execute(db);
  await sql`
    update outbox set event = event || '{"type": "timeline.changed"}' where event ->> 'type' = 'timeline.shortened'`.execute(
    db,
  );
}
