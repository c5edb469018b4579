import { type Kysely, sql } from 'kysely';

/**
 * A number for each failure of a job, by which staff lists them and the audit log names them. A job has one from the beginning: a server of an
 * earlier version that runs on gives none when it fails.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table jobs add column failure_id bigint not null default next_id()`.execute(db);
  await sql`create unique index jobs_failures on jobs (failure_id) where failed_at is not null`.execute(db);
  await sql`
    alter table audit_log drop constraint audit_log_subject_type_check,
      add constraint audit_log_subject_type_check
        check (subject_type in ('user', 'tweet', 'report', 'appeal', 'hashtag', 'job'))`.execute(db);
}
