import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { createDatabase, startEmbeddedPostgres } from '@dunlin/db';
import { createTestDatabase, testSecret } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { startApp } from '../src/app.ts';
import { openDatabase } from '../src/startup/open-database.ts';
import { makeFolder, openStorage } from '../src/startup/open-storage.ts';
import { explainStartupError } from '../src/startup/startup-error.ts';
import { startTestServer } from './test-server.ts';

const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('the process serves, and ends well when told to stop', async () => {
  // Whoever starts it without a terminal finds its address, however little it logs.
  await using database = await createTestDatabase(inject('postgresUrl'));
  const child = start({ LOG_LEVEL: 'silent', DATABASE_URL: database.url });
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    const url = /Dunlin is running at (http:\/\/localhost:\d+)/.exec(output)?.[1];
    if (url === undefined || child.killed) continue;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    child.kill('SIGTERM');
  }
  expect(await exitCodeOf(child)).toBe(0);
});

test('a server whose own PostgreSQL is killed answers again, with all that it has acknowledged', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-own-postgres-'));
  const child = start({ DATA_DIR: folder.path });
  try {
    const url = await addressOf(child);
    const registered = await fetch(`${url}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada', email: 'ada@example.org', password: 'correct horse battery' }),
    });
    const { accessToken } = JSON.parse(await registered.text());
    const pidFile = await readFile(join(folder.path, 'postgres/cluster/postmaster.pid'), 'utf8');
    process.kill(Number.parseInt(pidFile, 10), 'SIGKILL');
    const read = async () => {
      const answer = await fetch(`${url}/auth/me`, { headers: { authorization: `Bearer ${accessToken}` } });
      return answer.ok ? JSON.parse(await answer.text()).username : answer.status;
    };
    await expect.poll(read).toBe(503);
    await expect.poll(read).toBe('ada');
  } finally {
    child.kill('SIGTERM');
  }
  expect(await exitCodeOf(child)).toBe(0);
});

test('a server with an embedded database, one of an earlier version too, cannot change what holds its rows', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-app-role-'));
  const config = { database: { type: 'embedded', dataDir: join(folder.path, 'postgres') } } as const;
  const look = async () => {
    await using opened = await openDatabase(config);
    for (const statement of [
      sql`drop trigger audit_log_only_grows on audit_log`,
      sql`drop table bullmq.job`,
      sql`set role dunlin`,
    ])
      await expect(statement.execute(opened.db)).rejects.toMatchObject({ code: '42501' });
    await sql`select from users, bullmq.job`.execute(opened.db);
    // What the queue does with its first job.
    await sql`select bullmq.next_job_id('dunlin')`.execute(opened.db);
    return opened.applied.length;
  };
  expect(await look()).toBeGreaterThan(20);
  {
    // As versions left it that had no such role.
    await using postgres = await startEmbeddedPostgres({ dataDir: config.database.dataDir, durable: false });
    await using db = createDatabase({ url: postgres.url, maxConnections: 1 });
    await sql`drop owned by dunlin_app`.execute(db);
    await sql`drop role dunlin_app`.execute(db);
  }
  expect(await look()).toBe(0);
});

test('the process says what is wrong with its environment, and no more', async () => {
  const child = start({ PORT: 'x', LOG_LEVEL: 'loud' });
  const message = await text(child.stderr);
  expect(message).toMatch(
    /^\nDunlin cannot start.\nThe environment is not right:\n {2}PORT .+\n {2}LOG_LEVEL .+\n$/,
  );
  expect(await exitCodeOf(child)).toBe(1);
});

test('a port that is none stops the start and says so', async () => {
  const child = start({ PORT: '99999' });
  expect(await text(child.stderr)).toBe(
    '\nDunlin cannot start.\nThe environment is not right:\n  PORT must be a number from 0 to 65535\n',
  );
  expect(await exitCodeOf(child)).toBe(1);
});

// Of the database nothing would be heard for as long as it takes to find that it is not there.
const awayUrl = 'postgres://dunlin:hunter2@127.0.0.1:1/dunlin';

test('a port that is taken is noticed before the database is looked for', async () => {
  const { port } = new URL(server.url);
  const child = start({ PORT: port, DATABASE_URL: awayUrl });
  expect(await text(child.stderr)).toBe(
    `\nDunlin cannot start.\nPort ${port} is taken. Stop what uses it, or choose another: PORT=${Number(port) + 1} npm start\n`,
  );
  expect(await exitCodeOf(child)).toBe(1);
});

test('a data folder that cannot be written to is noticed before the database is looked for, or made', async () => {
  const file = join(server.config.dataDir, 'no-folder');
  await writeFile(file, '');
  for (const environment of [{ DATABASE_URL: awayUrl }, {}]) {
    const child = start({ DATA_DIR: join(file, 'data'), ...environment });
    expect(await text(child.stderr)).toMatch(
      /^\nDunlin cannot start.\nThe folder \S+ cannot be used: ENOTDIR.* Check that DATA_DIR is a folder that this user may write to, or choose another.\n$/,
    );
    expect(await exitCodeOf(child)).toBe(1);
  }
});

test('a database that is not in UTF-8 stops the start and says so', async () => {
  const name = 'server_in_latin1';
  const db = createDatabase({ url: inject('postgresUrl'), maxConnections: 1 });
  await sql`create database ${sql.id(name)} encoding 'LATIN1' template template0 locale 'C' locale_provider libc`.execute(
    db,
  );
  try {
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${name}`;
    const explanation = await explanationOf(
      startApp({ ...server.config, database: { type: 'external', url: url.href } }),
    );
    expect(explanation).toBe(
      "Dunlin needs a database in UTF-8; that of DATABASE_URL is in LATIN1. Make one with: create database dunlin encoding 'UTF8' template template0",
    );
  } finally {
    await sql`drop database ${sql.id(name)} with (force)`.execute(db);
    await db.destroy();
  }
});

test('a port that is taken stops the start and says so', async () => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  const port = Number(new URL(server.url).port);
  const config = { ...server.config, port, database: { type: 'external', url: database.url } } as const;
  expect(await explanationOf(startApp(config))).toBe(
    `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
  );
});

test.each([
  { name: 'out of reach', url: 'postgres://dunlin:hunter2@127.0.0.1:1/dunlin', reason: 'ECONNREFUSED' },
  { name: 'not there', url: 'postgres://dunlin:hunter2@db.invalid/dunlin', reason: 'ENOTFOUND' },
])('a database that is $name stops the start and says so, without the password', async ({ url, reason }) => {
  const explanation = await explanationOf(
    startApp({ ...server.config, database: { type: 'external', url } }),
  );
  expect(explanation).toMatch(/^The database cannot be used: .*Check that DATABASE_URL is right/);
  expect(explanation).toContain(reason);
  expect(explanation).not.toContain('hunter2');
});

test('a wrong password stops the start and says so', async () => {
  const url = server.config.database.type === 'external' ? new URL(server.config.database.url) : undefined;
  if (url) url.password = 'wrong';
  const explanation = await explanationOf(
    startApp({ ...server.config, database: { type: 'external', url: String(url) } }),
  );
  expect(explanation).toMatch(/^The database cannot be used: password authentication failed/);
});

test('a bucket that cannot be written to stops the start and says so', async () => {
  const address = { bucket: 'photos', endpoint: 'http://127.0.0.1:1', region: 'us-east-1', pathStyle: true };
  const credentials = { accessKeyId: 'id', secretAccessKey: 'hunter2' };
  const explanation = await explanationOf(openStorage({ type: 's3', ...address, credentials }));
  expect(explanation).toMatch(
    /the bucket photos at http:\/\/127.0.0.1:1: .*ECONNREFUSED.*Check that S3_BUCKET/,
  );
  expect(explanation).not.toContain('hunter2');
});

test('a data folder that cannot be one stops the start and says so', async () => {
  const file = join(server.config.dataDir, 'file');
  await writeFile(file, '');
  const openings = [
    () => makeFolder(join(file, 'work')),
    () => openStorage({ type: 'disk', folder: join(file, 'media') }),
  ];
  for (const open of openings)
    expect(await explanationOf(open())).toMatch(
      /^The folder .* cannot be used: ENOTDIR.* Check that DATA_DIR/,
    );
});

async function explanationOf(starting: Promise<unknown>): Promise<string | undefined> {
  return starting.then(() => 'it started', explainStartupError);
}

function start(environment: Record<string, string>) {
  const env = {
    PORT: '0',
    AUTH_SECRET: testSecret,
    ...environment,
  };
  return spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function addressOf(child: ReturnType<typeof start>): Promise<string> {
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  await expect.poll(() => output).toMatch(/Dunlin is running at http/);
  return /Dunlin is running at (http:\/\/localhost:\d+)/.exec(output)?.[1] ?? '';
}

async function exitCodeOf(child: ReturnType<typeof start>): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}
