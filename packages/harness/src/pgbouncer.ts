import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRunWith } from './external-program.ts';
import { findFreePort } from './free-port.ts';
import { isListening } from './is-listening.ts';
import { startTethered } from './tethered-process.ts';
import { until } from './until.ts';

/** Whether tests over PgBouncer run. */
export const canRunPgBouncer = canRunWith('pgbouncer');

/** What such tests are called, or why they are skipped. */
export const pgBouncerTitle = canRunPgBouncer
  ? 'through PgBouncer'
  : 'pgbouncer is missing: install pgbouncer';

if (!canRunPgBouncer) process.stderr.write(`The tests of PgBouncer are skipped: ${pgBouncerTitle}\n`);

/** A PgBouncer in front of a database, which has a session for each transaction. */
export async function startPgBouncer(
  databaseUrl: string,
  { settings = [] }: { settings?: readonly string[] } = {},
): Promise<AsyncDisposable & { url: string }> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const listenPort = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-pgbouncer-'));
  const file = join(folder, 'pgbouncer.ini');
  const lines = [
    '[databases]',
    `* = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${listenPort}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    ...settings,
  ];
  await writeFile(file, lines.join('\n'));
  // It refuses to run as root.
  const program = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : [];
  const [command = 'pgbouncer', ...args] = [...program, 'pgbouncer', '-q', file];
  if (program.length > 0) await makeReadable(folder, file);
  const running = await startTethered(command, args);
  await until(() => isListening(listenPort));
  return {
    url: `postgres://${username}@127.0.0.1:${listenPort}${pathname}`,
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeReadable(folder: string, file: string): Promise<void> {
  await chmod(folder, 0o711);
  await chmod(file, 0o644);
}
