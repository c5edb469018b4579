import { createTestApp } from '@dunlin/harness';
import { makeGif, makePhoto } from '@dunlin/harness/sample-media';
import { afterAll, expect, test } from 'vitest';
import { consumers } from '../src/consumers.ts';
import { prioritize } from '../src/outbox/restore-lost-jobs.ts';
import { insertUpload, upload } from './media-upload.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

test('eight animations of 1,000 frames of one account hold up the picture of another for one of them', async () => {
  const [greedy, stranger] = await app.createUsers('greedy', 'stranger');
  const gif = await makeGif({ width: 8, height: 8 }, { frames: 1_000 });
  const gifs: { id: string }[] = [];
  for (let count = 0; count < 8; count++) gifs.push(await upload(app, greedy, gif));
  const readyGifs = async () => {
    const statuses = await Promise.all(gifs.map(({ id }) => app.as(greedy).media.status({ id })));
    return statuses.filter(({ status }) => status === 'ready').length;
  };
  await expect.poll(async () => (await app.api.services.measureBacklog()).jobs.active).toBe(2);
  const before = await readyGifs();
  const picture = await upload(app, stranger, await makePhoto({ width: 60, height: 40 }));
  const isReady = async () => (await app.as(stranger).media.status({ id: picture.id })).status === 'ready';
  await expect.poll(isReady, { interval: 20, timeout: 60_000 }).toBe(true);
  // The two that were under way, and perhaps one that began beside it.
  expect((await readyGifs()) - before).toBeLessThanOrEqual(3);
  await app.drain();
  expect(await readyGifs()).toBe(8);
  const [first] = await Promise.all(gifs.map(({ id }) => app.as(greedy).media.status({ id })));
  expect(first?.durationMs).toBe(100_000);
});

test('each upload is ranked by how much its owner has before it, whatever others have', async () => {
  const [much, little] = await app.createUsers('much', 'little');
  const rows = [];
  for (const owner of [much, much, little, much]) rows.push(await insertUpload(app, owner));
  await insertUpload(app, little, { status: 'ready' });
  rows.push(await insertUpload(app, little), { id: '1' });
  const jobs = rows.map(({ id }) => ({
    id: `process-media-${id}`,
    name: 'process-media',
    events: [{ type: 'media.uploaded', mediaId: id } as const],
  }));
  const other = { id: 'purge-tweet-1', name: 'purge-tweet', events: [] };
  const prioritized = await prioritize(app.db, [...jobs, other], consumers);
  expect(prioritized.map(({ lane, priority }) => [lane, priority])).toEqual([
    ...[1, 2, 1, 3, 2, 1].map((rank) => ['media', rank]),
    ['main', 10],
  ]);
});
