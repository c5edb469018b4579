import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';

const ourRoot = join(import.meta.dirname, '../../..');
const mainFile = 'apps/server/src/main.ts';
const readyWithinMs = 60_000;
const stopWithinMs = 20_000;

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process until `/readyz` answered 200. */
  readonly readyMs: number;
  /** SIGKILL, to this process alone; resolves when it is gone. */
  kill(): Promise<void>;
}

/**
 * Runs the server as `npm start` does, in a process of its own, and waits until it is ready. Disposing it asks it to stop and
 * waits until it has.
 * @throws Error when it ends before it is ready, or is not ready within a minute.
 */
export async function startServerProcess({
  env,
  logFile,
  launcher = [],
  root = ourRoot,
}: ServerProcessOptions): Promise<ServerProcess> {
  const port = env.PORT ?? String(await findFreePort());
  const log = openSync(logFile, 'a');
  const startedAt = performance.now();
  const [file, ...args] = [...launcher, process.execPath, join(root, mainFile)] as const;
  const child = spawn(file ?? process.execPath, args, {
    // Nothing else of our own environment: a NODE_ENV or DATABASE_URL of the caller would make it another server.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      RATE_LIMIT_FACTOR: '1000000',
      WEB: 'off',
      ...env,
      PORT: port,
    },
    stdio: ['ignore', log, log],
  });
  const url = `http://127.0.0.1:${port}`;
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  try {
    await becomesReady(url, child);
  } catch (error) {
    await end('SIGKILL');
    throw new Error(`The server did not start; its log is ${logFile}`, { cause: error });
  }
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    kill: () => end('SIGKILL'),
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => void end('SIGKILL'), stopWithinMs);
      await end('SIGTERM').finally(() => clearTimeout(timer));
    },
  };
}

async function becomesReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`it ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
    const response = await fetch(`${url}/readyz`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.status === 200) return;
    await delay(20);
  }
  throw new Error(`it was not ready within ${readyWithinMs} ms`);
}

interface ServerProcessOptions {
  /** What the server finds in its environment besides PATH and HOME; unless given, PORT is a free one, no rate limit is reached and there are no pages. */
  env: Record<string, string>;
  /** Its output is appended to this file. */
  logFile: string;
  /** A command that starts the server's, such as `taskset -c 0`. */
  launcher?: readonly string[];
  /** The checkout whose server it is, installed; this one unless given. */
  root?: string;
}
