import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createTestApp } from '@dunlin/testing';
import { afterAll, expect, test } from 'vitest';

const app = await createTestApp({ settings: { jobRetryDelayMs: 1 } });
afterAll(() => app[Symbol.asyncDispose]());

test('migrate says what it applied, which on a migrated database is nothing', async () => {
  expect(await run('migrate')).toEqual({ code: 0, output: 'The database is up to date.\n' });
});

test('verify-timelines ends with 1 when an entry is missing, and with 0 once rebuild-timelines has run', async () => {
  const [alice, bob] = await app.createUsers('cli_alice', 'cli_bob');
  await app.as(bob).follows.create({ id: alice.id });
  await app.as(alice).tweets.create({ text: 'lost and found' });
  await app.drain();
  await app.db.deleteFrom('timelineEntries').where('userId', '=', bob.id).execute();

  const before = await run('verify-timelines');
  expect(before.code).toBe(1);
  expect(before.output).toContain(`1 missing`);
  expect(before.output).toContain(`in the timeline of user ${bob.id}`);
  expect(before.output).toContain('npm run timelines:rebuild');

  expect(await run('rebuild-timelines')).toMatchObject({
    code: 0,
    output: expect.stringContaining('1 entries written'),
  });
  expect(await run('verify-timelines')).toMatchObject({
    code: 0,
    output: expect.stringContaining('0 missing'),
  });
});

test('verify-timelines ends with 1 when a counter is wrong', async () => {
  const [carol] = await app.createUsers('cli_carol');
  await app.db.insertInto('userCounts').values({ userId: carol.id, slot: 99, tweets: 3 }).execute();

  const { code, output } = await run('verify-timelines');

  expect(code).toBe(1);
  expect(output).toContain(`user_counts.tweets of ${carol.id} is 3, and there are 0`);
  await app.db.deleteFrom('userCounts').where('userId', '=', carol.id).execute();
});

test('failed-jobs lists a job that failed for good, and puts it back with --retry', async () => {
  const event = { type: 'user.deleted', userId: 'nobody' };
  await app.db
    .insertInto('outbox')
    .values({ event: JSON.stringify(event) })
    .execute();
  await app.drain();
  expect(app.errors.splice(0)).not.toEqual([]);

  const listed = await run('failed-jobs');
  expect(listed).toMatchObject({ code: 0, output: expect.stringContaining(JSON.stringify([event])) });
  expect(listed.output).toContain('1 failed.');

  expect(await run('failed-jobs', '--retry')).toMatchObject({
    output: expect.stringContaining('1 jobs are to be tried again.'),
  });
  await app.drain();
  expect(app.errors.splice(0)).not.toEqual([]);
  expect(await app.api.jobs.listFailed()).toHaveLength(1);
});

test('a command that cannot reach the database says what to do, without a stack or a password', async () => {
  const { code, output } = await run('migrate', { url: 'postgres://dunlin:geheim@127.0.0.1:1/dunlin' });
  expect(code).toBe(1);
  expect(output).toContain('Check that DATABASE_URL is right');
  expect(output).not.toMatch(/geheim|\n\s+at /);
});

test('a sample that is no number is refused', async () => {
  expect(await run('verify-timelines', '--sample=all')).toEqual({
    code: 1,
    output: '--sample takes a number of users, not "all"\n',
  });
});

function run(
  command: string,
  ...rest: (string | { url: string })[]
): Promise<{ code: number; output: string }> {
  const path = join(import.meta.dirname, '../src/commands', `${command}.ts`);
  const args = rest.filter((part) => typeof part === 'string');
  const url = rest.find((part) => typeof part === 'object')?.url ?? app.databaseUrl;
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], { env: { DATABASE_URL: url } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
  });
}
