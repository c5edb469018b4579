import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toolEnvironment } from '../tool-environment.ts';

const execute = promisify(execFile);

/** What a program says on its standard output. */
export async function captureCommand(
  file: string,
  args: readonly string[],
  options: { cwd: string; timeoutMs: number },
): Promise<string> {
  const { stdout } = await execute(file, args, {
    cwd: options.cwd,
    env: toolEnvironment,
    timeout: options.timeoutMs,
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout;
}
