import { type Kysely, sql } from 'kysely';

/** A number for each failure of a job, by which staff lists them and the audit log names them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table jobs add column failure_id bigint`.execute(db);
  await sql`update jobs set failure_id = next_id() where failed_at is not null`.execute(db);
  await sql`
    alter table jobs add constraint jobs_failure_id_check check (failed_at is null or failure_id is not null)`.execute(
    db,
  );
  await sql`create unique index jobs_failures on jobs (failure_id) where failed_at is not null`.execute(db);
  await sql`
    alter table audit_log drop constraint audit_log_subject_type_check,
      add constraint audit_log_subject_type_check
        check (subject_type in ('user', 'tweet', 'report', 'appeal', 'hashtag', 'job'))`.execute(db);
}
