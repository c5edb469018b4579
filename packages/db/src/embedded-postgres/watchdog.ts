import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import type { RunAs } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/**
 * Holds one command and reads from a socket whose other end is ours: at its end, whether we closed it or died, the command
 * is interrupted, and after `$1` tenths of a second made to quit. SIGINT is repeated because a command that is still
 * starting ignores it. Passed as text: the user that runs it may not be able to read our files.
 */
const SCRIPT = `
grace=$1; shift
umask 077
exec 9<&0 </dev/null
"$@" 9<&- &
child=$!
cd /
trap '' HUP INT TERM
{
  read -r _ <&9
  ticks=0
  while kill -INT "$child" 2>/dev/null; do
    [ "$ticks" -lt "$grace" ] || kill -QUIT "$child"
    ticks=$((ticks + 1))
    sleep 0.1
  done
} &
reader=$!
exec 9<&- 3<&-
wait "$child"
status=$?
kill -KILL "$reader"
exit "$status"
`;

const GRACE_TENTHS = 200;

/**
 * Starts a command under the watchdog, in a session of its own so that Ctrl-C on the terminal reaches only this process.
 * The command does not keep this process alive.
 */
export async function superviseCommand(options: SuperviseOptions): Promise<SupervisedCommand> {
  const { command, cwd, runAs, outputFd, inheritFd } = options;
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'sh', String(GRACE_TENTHS), ...command], {
    // libuv changes into cwd before it gives up root: the command may start where its user could not go.
    cwd,
    ...runAs,
    detached: true,
    // Nothing of our own environment: it may hold secrets, and SQL can start programs.
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', outputFd, outputFd, ...(inheritFd === undefined ? [] : [inheritFd])],
  });
  const exited = new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? -1)));
  // A reset on this socket only says that the watchdog is gone, and 'exit' says so already.
  child.stdin?.on('error', () => {});
  await once(child, 'spawn').catch((cause: unknown) => {
    const user = runAs ? ` as user ${runAs.uid}` : '';
    throw new EmbeddedPostgresError(
      'START_FAILED',
      `PostgreSQL cannot be started${user} (${String(cause)}). Start as an ordinary user, or set DATABASE_URL.`,
      { cause },
    );
  });
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    exited,
    async wait() {
      child.ref();
      return await exited;
    },
    async stop() {
      child.ref();
      child.stdin?.end();
      await exited;
    },
  };
}

export interface SuperviseOptions {
  command: string[];
  cwd: string;
  runAs: RunAs | undefined;
  /** Receives standard output and error. */
  outputFd: number;
  /** The command sees it as file descriptor 3. */
  inheritFd?: number;
}

export interface SupervisedCommand {
  /** Settles with the exit status, but does not keep this process alive. */
  readonly exited: Promise<number>;
  wait(): Promise<number>;
  /** Interrupts the command and waits for its end; may be called again. */
  stop(): Promise<void>;
}
