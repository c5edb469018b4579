import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where a process runs: contenders on the first core, the load on the last, Postgres wherever there is room. */
export type Place = 'contender' | 'load';

const taskset = findProgram('taskset');
// Read once: after keepToTwoCores there are only two.
const lastCore = availableParallelism() - 1;
export const isPinned = taskset !== undefined && lastCore > 0;

/** The command that starts another one at its place; empty when processes are not pinned. */
export function launcherFor(place: Place): string[] {
  if (!taskset || !isPinned) return [];
  return [taskset, '-c', place === 'contender' ? '0' : String(lastCore)];
}

/** This process and all that it will start, Postgres among them. */
export function keepToTwoCores(): void {
  if (!taskset || !isPinned) return;
  const cores = `0,${lastCore}`;
  execFileSync(taskset, ['--all-tasks', '--cpu-list', '--pid', cores, String(process.pid)], {
    stdio: 'pipe',
  });
}

/** Runs a file of ours in a process of its own, which ends with us: it listens to 'disconnect'. */
export function forkAt(place: Place, file: URL): ChildProcess {
  const [execPath, ...execArgv] = [...launcherFor(place), process.execPath];
  return fork(file, { execPath: execPath ?? process.execPath, execArgv, serialization: 'advanced' });
}

/** The next message of a process. @throws Error when it ends instead. */
export async function receive<Message>(child: ChildProcess): Promise<Message> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, 'exit', { signal }).then(([code, endedBy]) => {
    throw new Error(`${child.spawnargs.join(' ')}: ended with ${endedBy ?? `exit code ${code}`}`);
  });
  try {
    // `as`: both ends of the channel are ours.
    const [message] = (await Promise.race([once(child, 'message', { signal }), ended])) as [Message];
    return message;
  } finally {
    ended.catch(() => {});
    waiting.abort();
  }
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.disconnect();
  await exited;
}

/** Processor time that a process has used, in microseconds; undefined where there is no /proc. */
export function readCpuMicros(pid: number): number | undefined {
  try {
    const fields = statOf(pid);
    // utime and stime, in ticks of which Linux counts 100 a second.
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return undefined;
  }
}

/** The same of a process and its children, those that have ended among them. */
export function readFamilyCpuMicros(pid: number): number | undefined {
  try {
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
    const ended = statOf(pid);
    const own = (Number(ended[13]) + Number(ended[14])) * 10_000;
    return [String(pid), ...children].reduce((sum, each) => sum + (readCpuMicros(Number(each)) ?? 0), own);
  } catch {
    return undefined;
  }
}

/** Undefined when it has ended, or where there is no /proc. */
export function parentOf(pid: string): number | undefined {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    return undefined;
  }
}

/** What follows the name of the process. */
function statOf(pid: number | string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** The path of a program that PATH leads to. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
