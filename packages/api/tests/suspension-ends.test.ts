import { createTestApp } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';

const app = await createTestApp({ settings: { runSchedules: true } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [reader] = await app.createUsers('a_reader');
const [moderator] = await app.createStaff('moderator', 'a_moderator');

test('a suspension until in four seconds ends by the clock, neither before nor a minute later', async () => {
  const [subject] = await app.createUsers('sus_seconds');
  const until = new Date(Date.now() + 4_000);
  await suspend(subject.id, until);
  await expect.poll(() => isSeen(subject.id), { timeout: 20_000, interval: 20 }).toBe(true);
  const lateMs = (await getRestoredAt(subject.id)).getTime() - until.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThan(10_000);
});

test('one that is made shorter ends at its new time', async () => {
  const [subject] = await app.createUsers('sus_shortened');
  await suspend(subject.id, new Date(Date.now() + 3_600_000));
  await suspend(subject.id, new Date(Date.now() + 500));
  await expect.poll(() => isSeen(subject.id), { timeout: 20_000 }).toBe(true);
});

test('one that came due while no process ran its end ends when one starts', async () => {
  await using web = await createTestApp({ runsJobs: false });
  const [subject] = await web.createUsers('sus_overslept');
  const [staff] = await web.createStaff('moderator', 'another_moderator');
  const until = new Date(Date.now() + 200).toISOString();
  await web.as(staff).admin.users.suspend({ id: subject.id, reason: 'spam', until });
  await using worker = await createTestApp({ peer: web, settings: { runSchedules: true } });
  const isRestored = async () =>
    (await worker.as(staff).admin.users.list({ status: 'suspended' })).items.length === 0;
  await expect.poll(isRestored, { timeout: 20_000 }).toBe(true);
});

async function suspend(id: string, until: Date): Promise<void> {
  await app.as(moderator).admin.users.suspend({ id, reason: 'spam', until: until.toISOString() });
}

function isSeen(id: string): Promise<boolean> {
  return app
    .as(reader)
    .users.get({ id })
    .then(
      () => true,
      () => false,
    );
}

async function getRestoredAt(subjectId: string): Promise<Date> {
  const { createdAt } = await app.db
    .selectFrom('auditLog')
    .select('createdAt')
    .where('subjectId', '=', subjectId)
    .where('action', '=', 'user.restore')
    .executeTakeFirstOrThrow();
  return createdAt;
}
