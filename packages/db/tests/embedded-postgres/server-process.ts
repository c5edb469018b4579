import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('run-embedded-postgres.ts', import.meta.url));

/** Starts `run-embedded-postgres.ts` in a process group of its own; it is killed at the end of the scope. */
export function spawnServer(dataDir: string, options: ServerOptions = {}): ServerProcess {
  const { durable = false, user } = options;
  const child = spawn(process.execPath, [SCRIPT, dataDir, durable ? 'durable' : 'fast'], {
    ...user,
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    child,
    async printed(start) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the server ended before it printed ${start}`);
        if (value.startsWith(start)) return value;
      }
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}

interface ServerOptions {
  durable?: boolean;
  user?: { uid: number; gid: number };
}

interface ServerProcess extends AsyncDisposable {
  child: ChildProcess;
  /** The next line that begins with `start`. */
  printed(start: string): Promise<string>;
  /** `kill -9`. */
  kill(): Promise<void>;
}
