import { randomUUID } from 'node:crypto';
import { migrateQueue } from '@dunlin/api';
import { createDatabase, migrate } from '@dunlin/db';
import pg from 'pg';

const templateName = 'dunlin_template';

/** Makes the template: migrated, and with the job queue's own schema. */
export async function createTemplate(clusterUrl: string): Promise<void> {
  await execute(clusterUrl, `create database ${templateName}`);
  const databaseUrl = urlOf(clusterUrl, templateName);
  const db = createDatabase({ url: databaseUrl });
  await migrate(db);
  await migrateQueue(databaseUrl);
  await db.destroy();
}

/** Clones the template into a database of its own, which is dropped when disposed. */
export function createTestDatabase(clusterUrl: string): Promise<TestDatabase> {
  return createDatabaseFrom(clusterUrl, templateName);
}

/** A database without any schema, which is dropped when disposed. */
export function createEmptyDatabase(clusterUrl: string): Promise<TestDatabase> {
  return createDatabaseFrom(clusterUrl, 'template0');
}

async function createDatabaseFrom(clusterUrl: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await execute(clusterUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: urlOf(clusterUrl, name),
    [Symbol.asyncDispose]: () => execute(clusterUrl, `drop database if exists ${name} with (force)`),
  };
}

export interface TestDatabase extends AsyncDisposable {
  url: string;
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function urlOf(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.href;
}
