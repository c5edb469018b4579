import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of Node, as its user starts it, with nothing in its environment but what is given. */
export function startProgram(file: string, { env, args }: ProgramOptions): Program {
  const child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  // Its output has ended too then.
  const ended = once(child, 'close').then(([code]) => Number(code ?? -1));
  return {
    get output() {
      return output;
    },
    ended,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      child.kill('SIGINT');
      return ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

interface ProgramOptions {
  env: Record<string, string>;
  args: string[];
}

interface Program extends AsyncDisposable {
  /** All that it has written so far, errors too. */
  output: string;
  /** Its exit code, when it has ended; -1 when it was killed. */
  ended: Promise<number>;
  kill(): void;
  /** As Ctrl-C does. @returns its exit code. */
  stop(): Promise<number>;
}
