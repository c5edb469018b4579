import { migrateQueue } from '@dunlin/api';
import { createDatabase, migrate } from '@dunlin/db';
import pg from 'pg';

/**
 * The time of the test, in functions that stand before PostgreSQL's own of the same name on the search path of everybody
 * who signs in, so that defaults, functions and statements of the product mean these. The queue names its own path.
 */
const clock = [
  'create schema test_clock',
  'create table test_clock.time (at timestamptz not null)',
  'insert into test_clock.time values (pg_catalog.now())',
  ...['now', 'clock_timestamp'].map(
    (name) => `create function test_clock.${name}() returns timestamptz language sql stable
      return (select at from test_clock.time)`,
  ),
];

/** Databases of one cluster that are alike: migrated once, then cloned. */
export async function createDatabases(clusterUrl: string): Promise<Databases> {
  const template = 'dunlin_template';
  await execute(clusterUrl, [
    `create database ${template}`,
    'alter role current_user set search_path = test_clock, public, pg_catalog',
  ]);
  const templateUrl = urlOf(clusterUrl, template);
  await execute(templateUrl, clock);
  const db = createDatabase({ url: templateUrl, maxConnections: 2 });
  await migrate(db);
  await db.destroy();
  await migrateQueue(templateUrl);
  return {
    async create(name) {
      await execute(clusterUrl, [`create database ${name} template ${template} strategy file_copy`]);
      return urlOf(clusterUrl, name);
    },
    drop: (name) => execute(clusterUrl, [`drop database if exists ${name} with (force)`]),
    setTime: (url, ms) =>
      execute(url, [`update test_clock.time set at = to_timestamp(${ms}::float8 / 1000)`]),
  };
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}

interface Databases {
  /** @returns its URL. */
  create(name: string): Promise<string>;
  drop(name: string): Promise<void>;
  setTime(url: string, ms: number): Promise<void>;
}
