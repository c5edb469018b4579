import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rootDirectory, withPnpm } from '../../bootstrap/pnpm.mjs';
import { toolEnvironment } from './tool-environment.ts';

/**
 * Runs a program with our standard streams.
 *
 * @throws Error when it ends with anything but exit code 0.
 */
export async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<void> {
  const command = options.needsPnpm ? withPnpm([file, ...args]) : { file, args };
  const child = spawn(command.file, command.args, {
    cwd: options.cwd ?? rootDirectory,
    env: toolEnvironment,
    stdio: 'inherit',
    timeout: options.timeoutMs,
  });
  const [code, signal] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${file} ${args.join(' ')}: ended with ${signal ?? `exit code ${code}`}`);
}

interface CommandOptions {
  /** The repository's root by default. */
  cwd?: string;
  /** Puts the pnpm named in package.json on PATH; turbo, for one, starts it by name. */
  needsPnpm?: boolean | undefined;
  /** After so long it is told to end, and counts as failed. */
  timeoutMs?: number;
}
