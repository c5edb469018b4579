import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ServerProcess, startServerProcess } from '@dunlin/harness/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPrograms } from '../src/guides.ts';

/** Below it the SDK is found, as in the project that the guide has its reader make. */
const root = join(import.meta.dirname, '..');
let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dunlin-guide-'));
  server = await startServerProcess({
    env: { DATA_DIR: join(folder, 'data') },
    logFile: join(folder, 'server.log'),
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('the programs of the first guide do what it says, the first also when it is run again', async () => {
  const [hello, friend] = await readPrograms('first-app');
  const tweet = '@ada: Hello, #dunlin!\n';
  expect(await run(hello?.source)).toMatch(new RegExp(`^Posted \\d+ as @ada\n${tweet}$`));
  expect(await run(hello?.source)).toMatch(new RegExp(`^Posted \\d+ as @ada\n${tweet}${tweet}$`));
  expect(await run(friend?.source)).toMatch(/^\[( 'mention by @bob' )?\]\n$/);
});

async function run(source = ''): Promise<string> {
  const program = source.replaceAll('http://localhost:3000', server.url);
  const args = ['--input-type=module-typescript', '--eval', program];
  return (await promisify(execFile)(process.execPath, args, { cwd: root })).stdout;
}
