import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { clusterArgument } from './cluster.ts';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { readLogTail } from './log-file.ts';
import { clusterNameOf, isAlive, readPostmasterFile } from './orphans.ts';
import { type SupervisedCommand, superviseCommand } from './watchdog.ts';

const PORT_ATTEMPTS = 5;
// Long enough to replay the log of a crash.
const READY_MS = 300_000;

/**
 * Starts PostgreSQL on a free port of 127.0.0.1 and waits until it takes connections.
 *
 * @throws EmbeddedPostgresError `START_FAILED`
 */
export async function startPostmaster(options: StartPostmasterOptions): Promise<Postmaster> {
  const { folder } = options;
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const command = await launch(options, port);
    if (await becomesReady(folder, port, command)) return { port, ...command };
    await command.stop();
    const tail = await readLogTail(folder.logFile);
    // Someone else may have taken the port since it was found free.
    const isPortTaken = tail.includes('Address already in use');
    if (isPortTaken && attempt < PORT_ATTEMPTS) continue;
    throw new EmbeddedPostgresError(
      'START_FAILED',
      `PostgreSQL did not start in ${folder.root}. Its log ${folder.logFile} ends with:\n${tail}`,
    );
  }
}

/** Starts it on a port that clients know already. It takes connections some time later, or ends. */
export async function restartPostmaster(options: StartPostmasterOptions, port: number): Promise<Postmaster> {
  return { port, ...(await launch(options, port)) };
}

async function launch(options: StartPostmasterOptions, port: number): Promise<SupervisedCommand> {
  const { folder, binaries, settings } = options;
  await using log = await open(folder.logFile, 'a', 0o600);
  const all = {
    ...settings,
    cluster_name: await clusterNameOf(folder.cluster),
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
  };
  return await superviseCommand({
    command: [
      join(binaries, 'bin/postgres'),
      '-D',
      clusterArgument(folder),
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: folder.cluster,
    runAs: folder.runAs,
    outputFd: log.fd,
  });
}

async function becomesReady(folder: DataFolder, port: number, command: SupervisedCommand): Promise<boolean> {
  let hasExited = false;
  const exited = command.exited.then(() => {
    hasExited = true;
  });
  const deadline = Date.now() + READY_MS;
  while (!hasExited && Date.now() < deadline) {
    const file = await readPostmasterFile(folder.cluster);
    // Until the new postmaster overwrites it, the file may be an old one whose process id is in use again.
    if (file?.isReady && file.port === port && isAlive(file.pid)) return true;
    await Promise.race([delay(10), exited]);
  }
  return false;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface StartPostmasterOptions {
  folder: DataFolder;
  /** The folder with `bin/postgres`. */
  binaries: string;
  settings: Record<string, string>;
}

export interface Postmaster {
  port: number;
  /** Settles when it has ended, but does not keep this process alive. */
  exited: Promise<unknown>;
  /** Ends open connections, flushes and stops. */
  stop(): Promise<void>;
}
