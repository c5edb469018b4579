import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@dunlin/harness/free-port';
import { startTethered } from '@dunlin/harness/tethered-process';
import { until } from '@dunlin/harness/until';
import pg from 'pg';
import { launcherFor } from '../../processes.ts';
import type { World } from '../../world/open-world.ts';
import { createPeople, type Person } from './gotosocial-people.ts';

const run = promisify(execFile);
const buildTags = 'netgo osusergo static_build kvformat timetzdata nowasmffmpeg';

export interface GoToSocial extends AsyncDisposable {
  url: string;
  pid: number;
  authors: Person[];
  /** Each follows every author. */
  followers: Person[];
  /** It stands still until it is let go on. */
  freeze(): void;
  thaw(): void;
}

/**
 * Runs a GoToSocial on the Postgres of a world, in a database of its own.
 * @param source a checkout; what is built in it is taken, and else it is built with Go, which takes minutes.
 */
export async function startGoToSocial(
  world: World,
  { source, authors, followers }: { source: string; authors: number; followers: number },
): Promise<GoToSocial> {
  await using stack = new AsyncDisposableStack();
  const program = await findOrBuild(source, world.folder);
  await world.sql.query('create database gotosocial');
  const databaseUrl = Object.assign(new URL(world.databaseUrl), { pathname: '/gotosocial' }).href;
  const port = await findFreePort();
  const storage = join(world.folder, 'gotosocial');
  await mkdir(storage);
  const options = toOptions({ source, databaseUrl, storage, port });
  const command = [...launcherFor('contender'), program, 'server', 'start', ...options];
  const server = await startTethered(command[0] ?? program, command.slice(1));
  stack.defer(() => server.kill());
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok === true);
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  stack.defer(() => sql.end());
  const people = await createPeople({
    ...{ url, sql, count: authors + followers },
    createAccount: async (username) => {
      const account = ['--username', username, '--email', `${username}@example.org`];
      const how = [...account, '--password', `${username} is a person of the bench`, ...options];
      await run(program, ['admin', 'account', 'create', ...how]);
    },
  });
  const [leading, following] = [people.slice(0, authors), people.slice(authors)];
  await followEach(url, following, leading);
  await until(async () => {
    const { rows } = await sql.query<{ count: number }>('select count(*)::int as count from follows');
    return rows[0]?.count === authors * followers;
  });
  const owned = stack.move();
  return {
    ...{ url, pid: server.pid, authors: leading, followers: following },
    freeze: () => server.signal('SIGSTOP'),
    thaw: () => server.signal('SIGCONT'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function toOptions(from: { source: string; databaseUrl: string; storage: string; port: number }): string[] {
  const { source, databaseUrl, storage, port } = from;
  return [
    ...['--host', `localhost:${port}`, '--protocol', 'http'],
    ...['--bind-address', '127.0.0.1', '--port', String(port)],
    ...['--db-type', 'postgres', '--db-postgres-connection-string', `${databaseUrl}?sslmode=disable`],
    ...['--storage-local-base-path', storage, '--log-level', 'fatal'],
    ...['--web-template-base-dir', join(source, 'web/template')],
    ...['--web-asset-base-dir', join(source, 'web/assets')],
    ...['--advanced-rate-limit-requests', '0', '--advanced-throttling-multiplier', '0'],
  ];
}

async function findOrBuild(source: string, folder: string): Promise<string> {
  const built = join(source, 'gotosocial');
  const isBuilt = await access(built).then(
    () => true,
    () => false,
  );
  if (isBuilt) return built;
  console.error('  Building GoToSocial …');
  const program = join(folder, 'gotosocial-server');
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=vendor -buildvcs=false' };
  await run('go', ['build', '-tags', buildTags, '-o', program, './cmd/gotosocial'], { cwd: source, env });
  return program;
}

async function followEach(
  url: string,
  followers: readonly Person[],
  authors: readonly Person[],
): Promise<void> {
  // Few at once: each follow is made known to both.
  const atOnce = 8;
  const pending = followers.values();
  const work = async () => {
    for (const { headers } of pending)
      for (const { accountId } of authors) {
        const response = await fetch(`${url}/api/v1/accounts/${accountId}/follow`, {
          method: 'POST',
          headers,
          body: '{}',
        });
        if (!response.ok)
          throw new Error(`GoToSocial refused a follow: ${response.status} ${await response.text()}`);
        await response.arrayBuffer();
      }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
