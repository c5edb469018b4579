import type { Database } from '@dunlin/db';
import { sql } from 'kysely';

const applicationName = 'mortal';

/** The database as a process reaches it whose statements Postgres counts, and at some of which it ends the connection. */
export function toMortalUrl(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('application_name', applicationName);
  return url.href;
}

/** Has Postgres count the statements of such processes that change rows, once the effects of each are there. */
export async function countStatements(db: Database): Promise<void> {
  await sql`create table fatal_statements (number bigint primary key)`.execute(db);
  await sql`create sequence statement_numbers`.execute(db);
  // A sequence goes on when a transaction is undone. Waiting for its end, the connection does nothing more.
  await sql`
    create function count_statement() returns trigger language plpgsql as $$ begin
      if nextval('statement_numbers') in (select number from fatal_statements) then
        perform pg_terminate_backend(pg_backend_pid()), pg_sleep(60);
      end if;
      return null;
    end $$`.execute(db);
  // The one table is written to by a process that starts, which has nothing to lose.
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'search_replica'`.execute(
    db,
  );
  for (const { name } of rows)
    await sql`
      create trigger count_statement after insert or update or delete on ${sql.table(name)} for each statement
      when (current_setting('application_name') = ${sql.lit(applicationName)}) execute function count_statement()`.execute(
      db,
    );
}

/** Counts from 1 again, and ends the connections that run the statements with these numbers. */
export async function killAt(db: Database, numbers: readonly number[]): Promise<void> {
  await sql`truncate fatal_statements`.execute(db);
  await sql`insert into fatal_statements select distinct unnest(${numbers}::bigint[])`.execute(db);
  await sql`select setval('statement_numbers', 1, false)`.execute(db);
}

export async function readCounts(db: Database): Promise<{ statements: number; kills: number }> {
  const { rows } = await sql<{ statements: number; kills: number }>`
    select last_value::int as statements,
      (select count(*)::int from fatal_statements where number <= last_value) as kills
    from statement_numbers`.execute(db);
  const [counts] = rows;
  if (!counts) throw new Error('a sequence has one row');
  return counts;
}
