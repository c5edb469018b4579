import { randomUUID } from 'node:crypto';
import { type Api, appRouter, createApi, type RequestInfo, type Role, type Settings } from '@dunlin/api';
import { type Bus, createInProcessBus } from '@dunlin/backends/bus';
import { watchConnections } from '@dunlin/backends/redis';
import { parseRedisUrl } from '@dunlin/backends/redis/url';
import { createPostgresSearch, type SearchReplica } from '@dunlin/backends/search';
import { createDatabase, type Database } from '@dunlin/db';
import { inject } from 'vitest';
import { createTestDatabase } from './test-database.ts';
import { testSecret } from './test-secret.ts';
import { createTestStorage } from './test-storage.ts';

/** Nothing happens by the clock, what is deleted goes at once, and no test reaches its limits, unless it sets otherwise. */
export const testSettings: Partial<Settings> = {
  checkAnswers: true,
  rateLimitFactor: 1_000_000,
  impressionFlushMs: 3_600_000,
  runSchedules: false,
  accountDeletionDays: 0,
};

declare module 'vitest' {
  export interface ProvidedContext {
    /** The cluster that all test files share; each test app has a database of its own in it. */
    postgresUrl: string;
  }
}

export interface TestUser {
  id: string;
  username: string;
  sessionId: string;
  accessToken: string;
}

export interface TestApp extends AsyncDisposable {
  api: Api;
  db: Database;
  databaseUrl: string;
  /** Errors outside requests, such as of jobs. A test that expects some empties it; the rest must be none. */
  errors: unknown[];
  /** Calls procedures as this user. */
  as(user: TestUser, request?: Partial<RequestInfo>): Caller;
  /** Calls procedures without signing in. */
  anonymous(request?: Partial<RequestInfo>): Caller;
  /** Users with sessions, made without the cost of hashing a password; they cannot log in. */
  createUsers<Names extends string[]>(...usernames: Names): Promise<{ [Index in keyof Names]: TestUser }>;
  /** The same, each a moderator or admin. */
  createStaff<Names extends string[]>(
    role: 'moderator' | 'admin',
    ...usernames: Names
  ): Promise<{ [Index in keyof Names]: TestUser }>;
  /** Another session of a user, whose others may have ended. */
  signIn(user: Pick<TestUser, 'id' | 'username'>): Promise<TestUser>;
  /** Resolves when every event so far has had all its consequences. */
  drain(): Promise<void>;
}

export type Caller = ReturnType<typeof appRouter.createCaller>;

/** The whole API in this process, on a database of its own, every answer checked against its schema. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using stack = new AsyncDisposableStack();
  const { peer, onQuery, settings, redis, runsJobs = true, prepareSearchReplica } = options;
  const databaseUrl = peer?.databaseUrl ?? stack.use(await createTestDatabase(inject('postgresUrl'))).url;
  const db = createDatabase({ url: databaseUrl, maxConnections: 10, ...(onQuery && { onQuery }) });
  stack.defer(() => db.destroy());
  const bus = stack.use(options.bus ?? createInProcessBus());
  const { storage, workFolder } = stack.use(await createTestStorage());
  const errors: unknown[] = [];
  const searchReplica = await prepareSearchReplica?.(db);
  const api = stack.use(
    await createApi({
      db,
      databaseUrl,
      ...(redis && { redis: toQueueOptions(redis) }),
      runsJobs,
      bus,
      search: createPostgresSearch(db),
      searchReplica,
      storage,
      workFolder,
      secret: testSecret,
      settings: { ...testSettings, ...settings },
      onError: (error) => void errors.push(error),
    }),
  );
  const call = (request: Partial<RequestInfo>) =>
    appRouter.createCaller(api.createContext({ requestId: randomUUID(), ...request }));
  const owned = stack.move();
  return {
    api,
    db,
    databaseUrl,
    errors,
    as: (user, request = {}) => call({ authorization: `Bearer ${user.accessToken}`, ...request }),
    anonymous: (request = {}) => call(request),
    // `as`: map keeps the length of the tuple, which its type does not say.
    createUsers: (...usernames) =>
      Promise.all(usernames.map((username) => createUser(api, { username, role: 'user' }))) as never,
    createStaff: (role, ...usernames) =>
      Promise.all(usernames.map((username) => createUser(api, { username, role }))) as never, // `as`: likewise.
    signIn: (user) => startSession(api, { ...user, role: 'user' }),
    drain: () => api.drain(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

export interface TestAppOptions {
  settings?: Partial<Settings>;
  prepareSearchReplica?: (db: Database) => Promise<SearchReplica>;
  /** Another process of the same installation: shares its database, and hears none of its hints. */
  peer?: Pick<TestApp, 'databaseUrl'>;
  /** Carries its hints, and ends with it; a bus of its own by default. */
  bus?: Bus;
  /** Whether it runs jobs, as it does unless told otherwise. */
  runsJobs?: boolean;
  /** Where the job queue is, unless it is in the database; its URL. */
  redis?: string;
  /** Told of every statement of the API, but not of the job queue's own. */
  onQuery?: (query: { sql: string; parameters: readonly unknown[] }) => void;
}

function toQueueOptions(url: string) {
  const config = parseRedisUrl(url);
  return { config, prefix: 'dunlin', watch: watchConnections(config, { warn: () => {}, info: () => {} }) };
}

async function createUser(api: Api, { username, role }: { username: string; role: Role }): Promise<TestUser> {
  const { id } = await api.services.db
    .insertInto('users')
    .values({ username, displayName: username, email: `${username}@example.org`, passwordHash: 'none', role })
    .returning('id')
    .executeTakeFirstOrThrow();
  return startSession(api, { id, username, role });
}

async function startSession(
  { services: { db, authenticator } }: Api,
  { id, username, role }: { id: string; username: string; role: Role },
): Promise<TestUser> {
  const { id: sessionId } = await db
    .insertInto('sessions')
    .values({ userId: id, tokenHash: Buffer.from(randomUUID()), expiresAt: new Date(Date.now() + 3_600_000) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return {
    id,
    username,
    sessionId,
    accessToken: await authenticator.accessTokens.sign({ id, sessionId, role }),
  };
}
