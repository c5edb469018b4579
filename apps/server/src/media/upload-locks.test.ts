import { expect, test } from 'vitest';
import { createUploadLocks } from './upload-locks.ts';

const here = new AbortController().signal;

test('requests for one upload take turns, and each is asked to give way to the next', async () => {
  const { newLock, hold } = createUploadLocks();
  const story: string[] = [];
  const [first, second] = [newLock('1'), newLock('1')];
  await first.lock(here, () => void story.push('first is asked'));
  const turn = second.lock(here, () => void story.push('second is asked'));
  const third = hold('1', async () => story.push('third'));
  await hold('2', async () => story.push('another upload'));
  story.push('first ends');
  await first.unlock();
  await turn;
  story.push('second ends');
  await second.unlock();
  await third;
  expect(story).toEqual([
    ...['first is asked', 'first is asked', 'another upload', 'first ends'],
    ...['second is asked', 'second ends', 'third'],
  ]);
});

test('whoever leaves while waiting is not waited for', async () => {
  const { newLock, hold } = createUploadLocks();
  const first = newLock('1');
  await first.lock(here, () => {});
  const client = new AbortController();
  const turn = newLock('1').lock(client.signal, () => {});
  client.abort('gone');
  await expect(turn).rejects.toBe('gone');
  await first.unlock();
  expect(await hold('1', async () => 'free')).toBe('free');
});
