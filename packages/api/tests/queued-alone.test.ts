import { Readable } from 'node:stream';
import { createTestApp } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import { expect, onTestFinished, test } from 'vitest';
import { originalKey } from '../src/media/storage-keys.ts';
import { clearPostgresQueue, openPostgresQueue } from '../src/outbox/queue/postgres-queue.ts';
import { insertUpload } from './media-upload.ts';

/** What an earlier version that runs on during an upgrade puts into the queue has no row in `jobs`. */
const job = {
  id: 'reconcile-follow-1',
  name: 'reconcile-follow',
  events: [{ type: 'follow.deleted', followeeId: 'nobody', followerId: 'nobody' } as const],
  lane: 'main' as const,
  priority: undefined,
};

test('a job that stands in the queue alone is adopted when the queue moves to Redis', async () => {
  const { app, queue } = await openApp({ runsJobs: false });
  await queue.add([job]);
  await queue.setSchedules([{ name: 'tick', everyMs: 3_600_000, run: async () => {} }]);
  await clearPostgresQueue(app.db);
  await clearPostgresQueue(app.db);
  const { id, name, events } = job;
  expect(await app.db.selectFrom('jobs').selectAll().execute()).toMatchObject([
    { id, name, events, failedAt: null },
  ]);
  expect(await queue.findMissing([id])).toEqual([id]);
});

test('a job that stands in the queue alone is kept when it fails for good', async () => {
  const { app, queue } = await openApp({ runsJobs: true });
  await queue.add([job]);
  await expect.poll(() => app.api.failedJobs.list()).toMatchObject([{ id: job.id }]);
});

test('a job that an earlier version put into another lane is done in its own', async () => {
  const { app, queue } = await openApp({ runsJobs: true });
  const [owner] = await app.createUsers('of_old');
  const { id: mediaId } = await insertUpload(app, owner);
  await app.api.services.storage.put(
    originalKey(mediaId),
    Readable.from([await makePhoto({ width: 20, height: 20 })]),
  );
  const event = { type: 'media.uploaded', mediaId } as const;
  await queue.add([{ ...job, id: 'process-media-1', name: 'process-media', events: [event] }]);
  const status = async () => (await app.as(owner).media.status({ id: mediaId })).status;
  await expect.poll(status, { timeout: 30_000 }).toBe('ready');
  await expect.poll(() => queue.count()).toEqual({ waiting: 0, active: 0, delayed: 0 });
});

async function openApp({ runsJobs }: { runsJobs: boolean }) {
  const stack = new AsyncDisposableStack();
  onTestFinished(() => stack.disposeAsync());
  const app = stack.use(await createTestApp({ runsJobs, settings: { jobRetryDelayMs: 1 } }));
  const { db, databaseUrl } = app;
  const onError = (error: unknown) => {
    throw error;
  };
  const queue = stack.use(await openPostgresQueue({ db, databaseUrl, retryDelayMs: 1, onError }));
  return { app, queue };
}
