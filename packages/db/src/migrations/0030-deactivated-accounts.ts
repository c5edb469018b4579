import { type Kysely, sql } from 'kysely';

/**
 * An account that its owner deletes is nobody's to see from then on, and goes at the time that stands here unless the owner comes back.
 * Postgres 15 cannot change what a column is made of, so it is made anew, and so is the view that reads it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await deactivation(db);
  await profilePictures(db);
}

async function deactivation(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_viewdef('home_timeline'::regclass) as definition`.execute(db);
  await sql`drop view home_timeline`.execute(db);
  await sql`
    alter table users
      drop column is_active,
      add column deletion_due_at timestamptz`.execute(db);
  await sql`
    alter table users
      add column is_active boolean not null generated always as (
        deleted_at is null and suspended_at is null and deletion_due_at is null
      ) stored,
      add check (deleted_at is null or deletion_due_at is null)`.execute(db);
  await sql`create index users_deletion_due_idx on users (deletion_due_at) where deletion_due_at is not null`.execute(
    db,
  );
  for (const { definition } of rows) await sql.raw(`create view home_timeline as ${definition}`).execute(db);
}

/**
 * Avatars and banners are uploads. What their columns held led to other hosts, which then were told who looks; from now on the server
 * alone writes them.
 */
async function profilePictures(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table media
      add column profile_part text check (profile_part in ('avatar', 'banner')),
      add check (profile_part is null or tweet_id is null)`.execute(db);
  await sql`
    create unique index media_profile_key on media (owner_id, profile_part)
      where profile_part is not null and deleted_at is null`.execute(db);
  await sql`
    update users set avatar_url = null, banner_url = null where avatar_url is not null or banner_url is not null`.execute(
    db,
  );
}
