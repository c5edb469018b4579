import { createTestApp } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';

const app = await createTestApp({ settings: { jobRetryDelayMs: 1 } });
afterAll(() => app[Symbol.asyncDispose]());
const [admin] = await app.createStaff('admin', 'jobs_boss');
const { jobs, stats, audit } = app.as(admin).admin;

test('an admin sees the jobs that failed for good, page by page, and has them tried again, which stands in the audit log', async () => {
  const event = JSON.stringify({ type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' });
  for (let number = 0; number < 3; number += 1) {
    await app.db.insertInto('outbox').values({ event }).execute();
    await app.drain();
  }
  const { items: latest, nextCursor } = await jobs.listFailed({ limit: 2 });
  expect(latest).toMatchObject([failed, failed]);
  if (nextCursor === null) throw new Error('a third job failed');
  const { items: first } = await jobs.listFailed({ limit: 2, cursor: nextCursor });
  const ids = [...latest, ...first].map(({ id }) => id);
  expect(new Set(ids).size).toBe(3);
  expect(ids).toEqual(ids.toSorted().reverse());
  expect((await stats()).queue.jobs.failed).toBe(3);

  await jobs.retry({ ids: [...ids, '1'] });
  expect((await jobs.listFailed({})).items).toEqual([]);
  const { items: acts } = await audit.list({ action: 'job.retry' });
  expect(acts.map(({ subject }) => subject).sort(byId)).toEqual(
    ids.map((id) => ({ type: 'job', id })).sort(byId),
  );
  expect(acts).toMatchObject(
    ids.map(() => ({ actor: { id: admin.id }, details: { name: 'reconcile-follow' } })),
  );

  // They fail again, which are other failures.
  await app.drain();
  await expect.poll(async () => (await jobs.listFailed({})).items.length).toBe(3);
  const again = (await jobs.listFailed({})).items.map(({ id }) => id);
  expect(ids.filter((id) => again.includes(id))).toEqual([]);
  expect(app.errors.length).toBeGreaterThan(0);
});

test('nobody but admins sees or retries them', async () => {
  const [moderator] = await app.createStaff('moderator', 'jobs_helper');
  const [user] = await app.createUsers('jobs_user');
  for (const other of [moderator, user]) {
    const api = app.as(other).admin.jobs;
    await expect(api.listFailed({})).rejects.toMatchObject({ appCode: 'FORBIDDEN' });
    await expect(api.retry({ ids: ['1'] })).rejects.toMatchObject({ appCode: 'FORBIDDEN' });
  }
});

const failed = {
  name: 'reconcile-follow',
  events: 1,
  reason: expect.stringContaining('invalid input syntax'),
};

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1;
}
