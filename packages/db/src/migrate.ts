import { promises as fs } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { FileMigrationProvider, Migrator } from 'kysely/migration';
import type { Database } from './create-database.ts';

const minServerVersion = 150_000;

export class UnsupportedPostgresError extends Error {
  override name = 'UnsupportedPostgresError';
}

/**
 * Applies the pending migrations, each in a transaction of its own, so that none holds what another has locked; servers that start together take turns (Kysely's migrator holds an advisory lock).
 * @returns the names of those applied now.
 * @throws UnsupportedPostgresError when the server is older than PostgreSQL 15, or the database is not in UTF-8.
 */
export async function migrate(db: Database): Promise<string[]> {
  await assertSupported(db);
  const migrator = new Migrator({
    db,
    provider: new FileMigrationProvider({
      fs,
      path,
      migrationFolder: path.join(import.meta.dirname, 'migrations'),
    }),
  });
  const applied: string[] = [];
  for (;;) {
    const { error, results = [] } = await migrator.migrateUp();
    if (error) throw error;
    if (results.length === 0) return applied;
    applied.push(...results.map((result) => result.migrationName));
  }
}

async function assertSupported(db: Database): Promise<void> {
  const { rows } = await sql<{ version: number; shown: string; encoding: string }>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
      current_setting('server_encoding') as encoding`.execute(db);
  const server = rows[0];
  if (server && server.version < minServerVersion) {
    throw new UnsupportedPostgresError(
      `Dunlin needs PostgreSQL 15 or newer; DATABASE_URL answers with ${server.shown}.`,
    );
  }
  if (server && server.encoding !== 'UTF8') {
    throw new UnsupportedPostgresError(
      `Dunlin needs a database in UTF-8; that of DATABASE_URL is in ${server.encoding}. Make one with: create database dunlin encoding 'UTF8' template template0`,
    );
  }
}
