import { createEmptyDatabase } from '@dunlin/harness';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase, type Database, migrate, UnsupportedPostgresError } from '../src/index.ts';

test('a fresh database gets every migration, a migrated one none', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });

  expect(await migrate(db)).toContain('0001-foundation');
  expect(await migrate(db)).toEqual([]);
});

test('a database in another encoding is refused, with what to do', async () => {
  await using admin = createDatabase({ url: inject('postgresUrl'), maxConnections: 1 });
  const name = `latin_${crypto.randomUUID().slice(0, 8)}`;
  await sql`create database ${sql.id(name)} encoding 'LATIN1' template template0 locale 'C' locale_provider libc`.execute(
    admin,
  );
  try {
    const url = new URL(inject('postgresUrl'));
    url.pathname = name;
    await using db = createDatabase({ url: url.href });
    await expect(migrate(db)).rejects.toThrow(
      new UnsupportedPostgresError(
        "Dunlin needs a database in UTF-8; that of DATABASE_URL is in LATIN1. Make one with: create database dunlin encoding 'UTF8' template template0",
      ),
    );
  } finally {
    await sql`drop database ${sql.id(name)} with (force)`.execute(admin);
  }
});

test('servers that start together migrate once', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using first = createDatabase({ url: database.url });
  await using second = createDatabase({ url: database.url });

  const applied = (await Promise.all([migrate(first), migrate(second)])).flat();

  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
    first,
  );
  expect(applied.toSorted()).toEqual(rows.map(({ name }) => name));
});

test('ids are positive, distinct and in order of time', async () => {
  await using database = await createEmptyDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await migrate(db);

  const { rows } = await sql<{ id: string }>`select next_id() as id from generate_series(1, 1000)`.execute(
    db,
  );

  const ids = rows.map(({ id }) => BigInt(id));
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => id > 0n)).toBe(true);
  // The sequence may begin anew within a millisecond, but not within two.
  expect((ids.at(-1) ?? 0n) >> 22n).toBeGreaterThanOrEqual((ids[0] ?? 0n) >> 22n);
});

test('a server older than PostgreSQL 15 is refused before anything is changed', async () => {
  const db = answering([{ version: 140_019, shown: '14.19' }]);

  const migrating = migrate(db);

  await expect(migrating).rejects.toThrow(UnsupportedPostgresError);
  await expect(migrating).rejects.toThrow(
    'Dunlin needs PostgreSQL 15 or newer; DATABASE_URL answers with 14.19.',
  );
});

/** A database that gives one answer to whatever it is asked: no old server is at hand. */
function answering(rows: unknown[]): Database {
  class OneAnswerDriver extends DummyDriver {
    override async acquireConnection() {
      // `as`: the rows are whatever the caller says that they are.
      return { executeQuery: async <Row>() => ({ rows: rows as Row[] }), async *streamQuery() {} };
    }
  }
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new OneAnswerDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
