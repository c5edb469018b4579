import { randomBytes } from 'node:crypto';
import { mkdir, mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { type Api, appRouter, createApi, migrateQueue } from '@dunlin/api';
import { createInProcessBus } from '@dunlin/backends/bus';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createLocalDiskStorage } from '@dunlin/backends/storage';
import { createDatabase, migrate, startEmbeddedPostgres } from '@dunlin/db';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import pg from 'pg';
import { launcherFor, parentOf, readFamilyCpuMicros } from '../processes.ts';
import { type CapturedStatement, createStatementRecorder, substitute } from './capture-statements.ts';
import { type DataSize, loadData } from './load-data.ts';

const tokenTtlSeconds = 24 * 3600;
const viewerCount = 100;

export interface Viewer {
  id: string;
  /** An `Authorization` header. */
  authorization: string;
}

/** What every bench runs against: a durable embedded Postgres full of data, and people who are signed in. */
export interface World extends AsyncDisposable {
  databaseUrl: string;
  /** Questions to the database, for the bench itself. */
  sql: pg.Client;
  size: DataSize;
  /** Spread over the more and the less popular. */
  viewers: Viewer[];
  /** What `tweets.create` of this checkout sends to Postgres, from begin to commit; empty for another checkout. */
  postTweet: CapturedStatement[];
  /** Processor time of Postgres so far, in microseconds; undefined where there is no /proc. */
  readPostgresCpu(): number | undefined;
  /** A folder that goes with the world. */
  folder: string;
  signIn(userIds: readonly string[]): Promise<Viewer[]>;
  /** With something in its environment besides what leads it to this world. */
  startServer(env?: Record<string, string>): Promise<ServerProcess>;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  await mkdir(options.folder, { recursive: true });
  const { path: folder } = stack.use(await mkdtempDisposable(join(options.folder, 'dunlin-bench-')));
  const postgres = stack.use(
    await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true }),
  );
  const databaseUrl = postgres.url;
  const recorder = createStatementRecorder();
  const db = createDatabase({ url: databaseUrl, onQuery: recorder.onQuery });
  stack.defer(() => db.destroy());
  const secret = randomBytes(32).toString('base64');
  const startServer: World['startServer'] = (env) =>
    startServerProcess({
      env: { DATABASE_URL: databaseUrl, AUTH_SECRET: secret, DATA_DIR: join(folder, 'server'), ...env },
      logFile: join(folder, 'server.log'),
      launcher: launcherFor('contender'),
      ...(options.root !== undefined && { root: options.root }),
    });
  if (options.root === undefined) {
    await migrate(db);
    await migrateQueue(databaseUrl);
  } else await (await startServer())[Symbol.asyncDispose]();
  const size = await loadData(databaseUrl, options);
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  stack.defer(() => sql.end());
  const backend = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = parentOf(String(backend.rows[0]?.pid));

  await using bus = createInProcessBus();
  await using api = await createApi({
    ...{ db, databaseUrl, bus, secret, search: createPostgresSearch(db) },
    storage: await createLocalDiskStorage({ folder: join(folder, 'media') }),
    workFolder: join(folder, 'work'),
    settings: { accessTokenTtlSeconds: tokenTtlSeconds },
    runsJobs: options.root === undefined,
    onError: (error) => console.error(error),
  });
  const signIn = createSignIn(api, sql);
  const viewers = await signIn(await chooseViewers(sql));
  const postTweet = options.root === undefined ? await capturePostTweet(api, recorder, viewers) : [];
  if (options.root === undefined) await api.drain();
  const owned = stack.move();
  return {
    ...{ databaseUrl, sql, size, viewers, postTweet, folder, signIn, startServer },
    readPostgresCpu: () => (postmaster === undefined ? undefined : readFamilyCpuMicros(postmaster)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function chooseViewers(sql: pg.Client): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from (select id, row_number() over (order by id) as n, count(*) over () as total from users) numbered
     where n % greatest(1, total / $1) = 0 order by id limit $1`,
    [viewerCount],
  );
  return rows.map(({ id }) => id);
}

function createSignIn(api: Api, sql: pg.Client): World['signIn'] {
  const { accessTokens } = api.services.authenticator;
  return async (userIds) => {
    const { rows } = await sql.query<{ id: string; sessionId: string }>(
      `insert into sessions (user_id, token_hash, expires_at)
       select id, sha256(gen_random_uuid()::text::bytea), now() + interval '1 day' from unnest($1::bigint[]) as id
       returning user_id as id, id as "sessionId"`,
      [userIds],
    );
    return Promise.all(
      rows.map(async ({ id, sessionId }) => ({
        id,
        authorization: `Bearer ${await accessTokens.sign({ id, sessionId, role: 'user' })}`,
      })),
    );
  };
}

async function capturePostTweet(
  api: Api,
  recorder: ReturnType<typeof createStatementRecorder>,
  [author]: Viewer[],
): Promise<CapturedStatement[]> {
  if (!author) throw new Error('nobody is signed in');
  const caller = appRouter.createCaller(
    api.createContext({ requestId: 'bench', authorization: author.authorization }),
  );
  // The first call reads the session, outside of the transaction; it stays checked for ten seconds.
  await caller.auth.me();
  const { result: tweet, statements } = await recorder.record(() =>
    caller.tweets.create({ text: tweetText }),
  );
  return statements.map(({ sql, parameters }) => ({
    sql,
    parameters: parameters.map((value) =>
      substitute(value, { [tweet.id]: '{tweet}', [author.id]: '{author}' }),
    ),
  }));
}

/** What every bench posts. */
export const tweetText =
  'Two hundred dunlins over the bar at noon, turning as one. #waders https://example.org/log';

export interface WorldOptions {
  /** Where the database lies; its disk decides what a durable commit costs. */
  folder: string;
  users: number;
  tweets: number;
  followees: number;
  /** Another checkout whose server it is for, installed; this one unless given. */
  root?: string;
}
