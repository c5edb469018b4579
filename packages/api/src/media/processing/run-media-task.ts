import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { MediaOutcome, MediaTask } from './task.ts';

/** What Node reserves before it has read anything, counted by the limit and never used. */
const nodeReservesMb = 700;
/**
 * Sets the limit (Linux honours it, for everything the process starts as well), gives way to whoever serves requests, and
 * empties the environment of all but the way to programs and to the parent.
 */
const launcher = `ulimit -d "$0" 2>/dev/null
exec nice -n 19 env -i PATH="$PATH" NODE_CHANNEL_FD="$NODE_CHANNEL_FD" "$@"`;

/** Beside this file, as it is or built. */
const main = `main${extname(import.meta.filename)}`;

export interface MediaTaskLimits {
  /** For the child, and for an ffmpeg that it starts, each. */
  memoryMb: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * Runs a task in a process of its own. That it takes too much memory or time is an outcome: the same file would again.
 * @throws Error when the process fails for a reason that is not the file's; the signal's reason when that ends it.
 */
export async function runMediaTask(
  task: MediaTask,
  { memoryMb, timeoutMs, signal }: MediaTaskLimits,
): Promise<MediaOutcome> {
  signal.throwIfAborted();
  const child = start(memoryMb);
  const timeout = AbortSignal.timeout(timeoutMs);
  const ending = AbortSignal.any([timeout, signal]);
  const kill = () => killGroup(child);
  ending.addEventListener('abort', kill);
  try {
    const { outcome, exitCode, killedBy, complaint } = await ask(child, task);
    if (outcome) return outcome;
    signal.throwIfAborted();
    // A signal that we did not send is how a process ends whose allocation failed.
    if (timeout.aborted || killedBy !== null) return { ok: false, failure: 'MEDIA_TOO_COMPLEX' };
    throw new Error(`media processing ended with exit code ${exitCode}: ${complaint.slice(-2_000)}`);
  } finally {
    ending.removeEventListener('abort', kill);
  }
}

/** In a process group of its own, so that what it starts can be ended with it. */
function start(memoryMb: number): ChildProcess {
  const limitKb = (nodeReservesMb + memoryMb) * 1024;
  const program = [process.execPath, '--max-old-space-size=256', join(import.meta.dirname, main)];
  return spawn('/bin/sh', ['-c', launcher, String(limitKb), ...program], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

async function ask(child: ChildProcess, task: MediaTask): Promise<Answer> {
  let outcome: MediaOutcome | undefined;
  // `as`: main.ts sends nothing else.
  child.once('message', (message) => {
    outcome = message as MediaOutcome;
  });
  // Its end tells more than a failure to reach it.
  child.send(task, () => {});
  const [[exitCode, killedBy], complaint] = await Promise.all([
    once(child, 'close'),
    child.stderr ? text(child.stderr) : '',
  ]);
  return { outcome, exitCode, killedBy, complaint };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

interface Answer {
  outcome: MediaOutcome | undefined;
  exitCode: number | null;
  killedBy: NodeJS.Signals | null;
  complaint: string;
}
