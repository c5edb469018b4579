import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { connectEmbeddedPostgres, createDatabase, type Database } from '@dunlin/db';
import { startBalancer } from './balancer.ts';
import { type Node, type Role, startNode } from './node.ts';
import { type RedisKind, type Services, startServices } from './services.ts';

/** A whole Dunlin of real processes on this machine, new. */
export interface Installation extends AsyncDisposable {
  /** Where clients find it: before the api nodes. */
  readonly url: string;
  readonly api: readonly Node[];
  readonly workers: readonly Node[];
  readonly services: Services;
  /** A look into its database that no fault gets in the way of, as long as that runs. */
  openDatabase(): Promise<Database>;
}

export async function startInstallation(options: InstallationOptions): Promise<Installation> {
  const { folder, redis, environment = {} } = options;
  const [apiCount, workerCount] = redis === 'none' ? [1, 0] : [2, 2];
  await using stack = new AsyncDisposableStack();
  await mkdir(folder, { recursive: true });
  const services = await startServices(stack, { folder, redis });
  const shared = { AUTH_SECRET: randomBytes(32).toString('base64'), ...environment };
  const start = async (role: Role, number: number) =>
    stack.use(await startNode({ role, name: `${role}-${number}`, folder, services, environment: shared }));
  // The first makes the tables, alone.
  const first = await start(services.postgres ? 'api' : 'all', 1);
  const api = [first, ...(await Promise.all(range(2, apiCount).map((number) => start('api', number))))];
  const workers = await Promise.all(range(1, workerCount).map((number) => start('worker', number)));
  const balancer = stack.use(await startBalancer(api.map(({ url }) => url)));
  const openDatabase = createDatabaseOpener(stack.use(new AsyncDisposableStack()), { services, node: first });
  const owned = stack.move();
  return {
    ...{ url: balancer.url, api, workers, services, openDatabase },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** A Postgres that a node brings along comes back at another address when the node does. */
function createDatabaseOpener(
  stack: AsyncDisposableStack,
  { services, node }: { services: Services; node: Node },
): () => Promise<Database> {
  const databases = new Map<string, Database>();
  return async () => {
    const postgres = services.postgres ?? (await connectEmbeddedPostgres(join(node.dataDir, 'postgres')));
    const url = postgres?.url;
    if (url === undefined) throw new Error('the database does not run');
    const open = () => createDatabase({ url, maxConnections: 4, statementTimeoutMs: 60_000 });
    const db = databases.get(url) ?? open();
    if (!databases.has(url)) stack.defer(() => db.destroy());
    databases.set(url, db);
    return db;
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

export interface InstallationOptions {
  /** Takes all data and logs. */
  folder: string;
  redis: RedisKind;
  /** What every node is told besides. */
  environment?: Record<string, string>;
}
