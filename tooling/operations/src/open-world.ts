import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeAdmin } from '@dunlin/api';
import { createDatabase, type Database, startEmbeddedPostgres } from '@dunlin/db';
import { startServerProcess } from '@dunlin/harness/server-process';
import { extremes, people } from '@dunlin/world/extremes';
import { sql } from 'kysely';

export interface RunningServer extends AsyncDisposable {
  url: string;
  pid: number;
  databaseUrl: string;
}

export interface World extends AsyncDisposable {
  /** How many there are, which what is kept is told apart by. */
  tweets: number;
  /** Ids of tweets that stand out. */
  ids: Record<keyof typeof extremes, string>;
  postgresLog: string;
  /** With a Postgres of its own, which logs each statement's plan and what it read, taking some time for that, or does not. */
  startServer(options: { explains: boolean; env?: Record<string, string> }): Promise<RunningServer>;
}

/** The number of the user who is made an admin, as some reads are for admins alone. */
export const admin = 6;

/** @throws TypeError when there is no world in the folder */
export async function openWorld(folder: string): Promise<World> {
  const dataDir = join(resolve(folder), 'postgres');
  if (!existsSync(dataDir))
    throw new TypeError(`${folder} holds no data. Make some: npm run world -- --data-dir ${folder}`);
  await using stack = new AsyncDisposableStack();
  const own = stack.use(await mkdtempDisposable(join(tmpdir(), 'dunlin-operations-')));
  const world = await readWorld(dataDir, folder);
  const secret = randomBytes(32).toString('base64');
  const owned = stack.move();
  return {
    ...world,
    postgresLog: join(dataDir, 'postgres.log'),
    async startServer({ explains, env }) {
      await using started = new AsyncDisposableStack();
      const settings = explains ? explaining : {};
      const { url } = started.use(await startEmbeddedPostgres({ dataDir, durable: true, settings }));
      const server = started.use(
        await startServerProcess({
          env: { DATABASE_URL: url, AUTH_SECRET: secret, DATA_DIR: own.path, LOG_LEVEL: 'warn', ...env },
          logFile: join(folder, 'operations.log'),
        }),
      );
      const running = started.move();
      return {
        url: server.url,
        pid: server.pid,
        databaseUrl: url,
        [Symbol.asyncDispose]: () => running.disposeAsync(),
      };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What auto_explain tells, and nobody else: which rows the plan that ran has read, to give those that it gave. */
const explaining = {
  shared_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_parameter_max_length': '0',
};

async function readWorld(dataDir: string, folder: string): Promise<Pick<World, 'tweets' | 'ids'>> {
  await using postgres = await startEmbeddedPostgres({ dataDir, durable: true });
  const { url } = postgres;
  const db = createDatabase({ url, maxConnections: 1 });
  try {
    if (!(await isComplete(db)))
      throw new TypeError(
        `${folder} holds no world, or a part of one. Make it: npm run world -- --data-dir ${folder}`,
      );
    await makeAdmin(db, {
      ...{ username: `user_${admin}`, email: undefined, promote: true },
      readPassword: async () => people.password,
    });
    const { rows } = await sql<{ tweets: number }>`select tweets from world.shape`.execute(db);
    const ids = await Promise.all(
      Object.entries(extremes).map(async ([name, number]) => [name, await readTweetId(db, number)] as const),
    );
    // `as`: fromEntries forgets the names.
    return { tweets: rows[0]?.tweets ?? 0, ids: Object.fromEntries(ids) as World['ids'] };
  } finally {
    await db.destroy();
  }
}

async function isComplete(db: Database): Promise<boolean> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass('world.steps') is not null as "isThere"`.execute(db);
  if (!rows[0]?.isThere) return false;
  const last = await sql`select from world.steps where name = 'statistics'`.execute(db);
  return last.rows.length > 0;
}

async function readTweetId(db: Database, number: number): Promise<string> {
  const { rows } = await sql<{ id: string }>`select world.tweet_id(${sql.lit(number)})::text as id`.execute(
    db,
  );
  return rows[0]?.id ?? '';
}
