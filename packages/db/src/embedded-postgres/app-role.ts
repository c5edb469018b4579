import { createHmac } from 'node:crypto';
import pg from 'pg';

/** Whom the application connects as: it reads and writes rows, and changes nothing of what holds them. */
export const appRole = 'dunlin_app';

/** Comes of the superuser's, which does not come of it: nothing more is to be kept. */
export function appPasswordOf(superuserPassword: string): string {
  return createHmac('sha256', superuserPassword).update(appRole).digest('base64url');
}

/** Makes the role in a cluster that does not have it yet, as those of earlier versions, and sees that it can do nothing beyond its grants. */
export async function ensureAppRole(client: pg.Client, password: string): Promise<void> {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [appRole]);
  if (rowCount === 0) await client.query(`create role ${appRole}`);
  await client.query(
    `alter role ${appRole} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
       password ${pg.escapeLiteral(password)}`,
  );
}

/**
 * Lets the role read and write the rows of all tables that there are now, those of the job queue too: once they have been migrated.
 * Processes that do so at once take turns.
 */
export async function grantRows(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 30_000 });
  await client.connect();
  try {
    await client.query(`
      begin;
      select pg_advisory_xact_lock(hashtextextended('grants of ${appRole}', 0));
      do $$
      declare
        owned name;
      begin
        for owned in
          select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
        loop
          execute format('grant usage on schema %I to ${appRole}', owned);
          execute format('grant select, insert, update, delete on all tables in schema %I to ${appRole}', owned);
          execute format('grant usage, select, update on all sequences in schema %I to ${appRole}', owned);
        end loop;
      end
      $$;
      commit`);
  } finally {
    await client.end();
  }
}
