import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createDatabase,
  type EmbeddedPostgres,
  grantRows,
  migrate,
  startEmbeddedPostgres,
} from '../src/index.ts';

const denied = { code: '42501' };
const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-app-role-'));
let postgres: EmbeddedPostgres;

beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  await using db = createDatabase({ url: postgres.url });
  await migrate(db);
  await grantRows(postgres.url);
});
afterAll(async () => {
  await postgres.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the role that the application connects as', () => {
  test('reads and writes rows of every table', async () => {
    const tables = await query(
      postgres.url,
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) await query(postgres.appUrl, `select from ${name} limit 1`);
    const insert = `insert into users (username, email, password_hash, display_name)
      values ('ada', 'ada@example.org', 'none', 'Ada') returning id`;
    const [user] = await query(postgres.appUrl, insert);
    await query(postgres.appUrl, `update users set bio = 'here' where id = ${user?.id}`);
    await query(postgres.appUrl, `delete from users where id = ${user?.id}`);
  });

  test('is no superuser, and makes no roles or databases', async () => {
    const [role] = await query(
      postgres.appUrl,
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles where rolname = current_user`,
    );
    expect(new Set(Object.values(role ?? {}))).toEqual(new Set([false]));
  });

  test.each([
    'drop trigger audit_log_only_grows on audit_log',
    'alter table audit_log disable trigger audit_log_only_grows',
    'drop table audit_log',
    'truncate audit_log',
    'alter table audit_log owner to current_user',
    `set session_replication_role = 'replica'`,
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return old; end $$',
    'create table anything (id bigint)',
    'set role dunlin',
    'alter role dunlin_app superuser',
    `select pg_read_file('postgresql.conf')`,
    `copy (select 1) to program 'true'`,
  ])('may not: %s', async (statement) => {
    await expect(query(postgres.appUrl, statement)).rejects.toMatchObject(denied);
  });

  test('cannot change what stands in the audit log', async () => {
    await query(
      postgres.appUrl,
      `insert into audit_log (action, subject_type, subject_id, details) values ('user.read', 'user', 1, '{}')`,
    );
    for (const statement of ['delete from audit_log', `update audit_log set action = 'none'`])
      await expect(query(postgres.appUrl, statement)).rejects.toThrow(/audit_log|grows|change/);
  });

  test('is made in a folder of a version that had the superuser alone, and loses what it was given beyond', async () => {
    await query(postgres.url, 'drop owned by dunlin_app');
    await query(postgres.url, 'drop role dunlin_app');
    await postgres.stop();
    postgres = await startEmbeddedPostgres({ dataDir, durable: false });
    await expect(query(postgres.appUrl, 'select from users')).rejects.toMatchObject(denied);
    await Promise.all([grantRows(postgres.url), grantRows(postgres.url)]);
    expect(await query(postgres.appUrl, 'select id from users')).toEqual([]);

    await query(postgres.url, 'alter role dunlin_app superuser');
    await postgres.stop();
    postgres = await startEmbeddedPostgres({ dataDir, durable: false });
    expect(
      await query(postgres.appUrl, 'select rolsuper from pg_roles where rolname = current_user'),
    ).toEqual([{ rolsuper: false }]);
  });
});

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
