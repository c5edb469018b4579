import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createTestApp } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';

/** Each command is a process of its own, which a busy machine may take its time to start. */
const timeout = 60_000;

const app = await createTestApp({ settings: { jobRetryDelayMs: 1 } });
afterAll(() => app[Symbol.asyncDispose]());

test('migrate says what it applied, which on a migrated database is nothing', { timeout }, async () => {
  expect(await run('migrate')).toEqual({ code: 0, output: 'The database is up to date.\n' });
});

test('verify-data names what is wrong and ends with 1', { timeout }, async () => {
  const [alice, bob] = await app.createUsers('cli_alice', 'cli_bob');
  await app.as(bob).follows.create({ id: alice.id });
  await app.as(alice).tweets.create({ text: 'lost and found' });
  await app.drain();
  await app.db.deleteFrom('timelineEntries').where('userId', '=', bob.id).execute();
  await app.db.insertInto('userCounts').values({ userId: bob.id, slot: 99, tweets: 3 }).execute();

  const { code, output } = await run('verify-data');

  expect(code).toBe(1);
  expect(output).toContain('1 missing');
  expect(output).toContain(`in the timeline of user ${bob.id}`);
  expect(output).toContain('npm run verify-data -- --repair');
  expect(output).toContain(`user_counts.tweets of ${bob.id} is 3, and there are 0`);
  await app.db.deleteFrom('userCounts').where('slot', '=', 99).execute();
});

test('verify-data --repair puts it right', { timeout }, async () => {
  const [carol] = await app.createUsers('cli_carol');
  const { id } = await app.as(carol).tweets.create({ text: 'gone #found' });
  await app.drain();
  await app.db.deleteFrom('timelineEntries').where('userId', '=', carol.id).execute();
  await app.db.deleteFrom('userCounts').where('userId', '=', carol.id).execute();
  await app.db.deleteFrom('searchTweets').where('tweetId', '=', id).execute();
  await app.db.deleteFrom('tweetHashtags').where('tweetId', '=', id).execute();

  const repaired = await run('verify-data', '--repair');
  expect(repaired.code).toBe(0);
  for (const subject of ['counters', 'timelines', 'search', 'trends'])
    expect(repaired.output).toContain(`Repaired ${subject}.\n`);
  expect(repaired.output).not.toContain('Repaired notifications');

  const verified = await run('verify-data');
  expect(verified).toMatchObject({ code: 0, output: expect.stringContaining(' 0 missing, 0 extra') });
  expect(verified.output).not.toContain('--repair');
});

test('failed-jobs lists a job that failed for good, and puts it back with --retry', { timeout }, async () => {
  const event = JSON.stringify({ type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' });
  await app.db.insertInto('outbox').values({ event }).execute();
  await app.drain();
  // That it was set aside, and each attempt of its job.
  await expect.poll(() => app.errors).toHaveLength(1 + 10);
  app.errors.length = 0;

  const { code, output } = await run('failed-jobs', '--retry');

  expect(code).toBe(0);
  expect(output).toContain('invalid input syntax for type bigint: "nobody"');
  expect(output).toContain(event);
  expect(output).toContain('1 jobs are to be tried again.');
  await app.drain();
  await expect.poll(() => app.errors).toHaveLength(10);
  expect(await app.api.failedJobs.list()).toHaveLength(1);
});

test('a command that cannot reach the database says what to do, without a stack or a password', {
  timeout,
}, async () => {
  const { code, output } = await run('migrate', { url: 'postgres://dunlin:geheim@127.0.0.1:1/dunlin' });
  expect(code).toBe(1);
  expect(output).toContain('Check that DATABASE_URL is right');
  expect(output).not.toMatch(/geheim|\n\s+at /);
});

test('a sample that is no number is refused', { timeout }, async () => {
  expect(await run('verify-data', '--sample=all')).toEqual({
    code: 1,
    output: '--sample takes a number of users, not "all"\n',
  });
});

test('admin-create makes an admin who can log in', { timeout }, async () => {
  const password = 'correct horse battery';
  const created = await run('admin-create', '--username', 'Root', '--email', 'root@example.org', {
    url: app.databaseUrl,
    stdin: `${password}\n`,
  });
  expect(created).toEqual({ code: 0, output: 'Created @Root, an admin.\n' });
  const { user, accessToken } = await app.anonymous().auth.login({ username: 'root', password });
  const root = app.anonymous({ authorization: `Bearer ${accessToken}` });
  expect((await root.admin.audit.list({ subjectId: user.id })).items).toMatchObject([
    { action: 'user.createAdmin', actor: null },
  ]);
});

test('admin-create promotes nobody who only has the name that was given', { timeout }, async () => {
  const [dave] = await app.createUsers('cli_dave');
  const refused = await run('admin-create', '--username', 'cli_dave', '--email', 'me@example.org');
  expect(refused).toEqual({
    code: 1,
    output: 'There is an account @cli_dave already. If it is yours, make it an admin with --promote.\n',
  });
  expect(await app.as(dave).users.get({ id: dave.id })).toMatchObject({ role: 'user' });
});

test('reindex-search lets search find what it had lost', { timeout }, async () => {
  const [erin] = await app.createUsers('cli_erin');
  const { id } = await app.as(erin).tweets.create({ text: 'reindexable' });
  await app.drain();
  await app.db.deleteFrom('searchTweets').execute();

  const { code, output } = await run('reindex-search');

  expect(code).toBe(0);
  expect(output).toMatch(/^Search knows \d+ users and \d+ tweets as they are now\.\n$/);
  const { items } = await app.as(erin).search.tweets({ q: 'reindexable' });
  expect(items).toMatchObject([{ tweet: { id } }]);
});

function run(
  command: string,
  ...rest: (string | { url: string; stdin?: string })[]
): Promise<{ code: number; output: string }> {
  const path = join(import.meta.dirname, '../src/commands', `${command}.ts`);
  const args = rest.filter((part) => typeof part === 'string');
  const { url, stdin = '' } = rest.find((part) => typeof part === 'object') ?? { url: app.databaseUrl };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [path, ...args],
      // biome-ignore lint/style/noProcessEnv: commands start as fast as the tests do, and see nothing else of theirs.
      { env: { DATABASE_URL: url, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE } },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
    );
    child.stdin?.end(stdin);
  });
}
