import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const commands = join(import.meta.dirname, '../../../../apps/server/src/commands');

/** Runs a command of the server, such as `verify-data`. @returns what it printed, and whether it was content. */
export async function runServerCommand(
  name: string,
  { args, env }: { args: readonly string[]; env: Record<string, string> },
): Promise<{ isContent: boolean; output: string }> {
  const child = spawn(process.execPath, [join(commands, `${name}.ts`), ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await exited;
  return { isContent: exitCode === 0, output: `${out}${err}`.trim() };
}
