import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const run = promisify(execFile);
const server = await startTestServer();
afterAll(() => server[Symbol.asyncDispose]());

test('the first requests of the README run any number of times', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const block = /```sh\n(api=[\s\S]*?)\n```/.exec(readme)?.[1] ?? '';
  const here = block.replace('http://localhost:3000', server.url);
  expect(here).toContain(`api=${server.url}\n`);
  // The second run finds the accounts, the follow and the tweet of the first.
  for (const time of ['first', 'second', 'third']) {
    const { stdout } = await run('bash', ['-c', here]);
    expect([time, stdout]).not.toEqual([time, expect.stringMatching(/"status":[45]/)]);
    expect([time, stdout]).toEqual([
      time,
      expect.stringContaining('"text":"Hello @grace, this is #dunlin 👋"'),
    ]);
    expect([time, stdout]).toEqual([time, expect.stringMatching(/\{"items":\[\{"id":"\d+"/)]);
  }
});
