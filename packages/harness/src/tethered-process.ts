import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Reads until its input ends, which it does when we die, however that happens; then `$1` must not outlive us. */
const watchdogScript = 'cat >/dev/null; kill -KILL "$1"';

/** A program that ends with this process at the latest, even when this process is killed. */
export interface TetheredProcess {
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

export async function startTethered(program: string, args: readonly string[]): Promise<TetheredProcess> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const exited = once(child, 'exit');
  await once(child, 'spawn');
  const watchdog = spawn('/bin/sh', ['-c', watchdogScript, 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C on the terminal is for us.
    detached: true,
  });
  watchdog.stdin.on('error', () => {});
  // Before the number of the process can belong to another.
  child.once('exit', () => watchdog.pid !== undefined && process.kill(-watchdog.pid, 'SIGKILL'));
  return {
    pid: Number(child.pid),
    signal: (signal) => void child.kill(signal),
    async kill() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}
