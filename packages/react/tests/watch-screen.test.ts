import { createMockClient } from '@dunlin/sdk/testing';
import { expect, onTestFinished, test } from 'vitest';
import { watchScreen } from '../src/live/watch-screen.ts';
import { createStore } from '../src/store/store.ts';
import { exampleTweet } from './example-tweet.ts';

test('of what is on the screen the latest hundred are followed', async () => {
  const { show, opened } = watch();
  for (let id = 1; id <= 150; id++) show(`${id}`);
  await expect.poll(() => opened.length).toBe(1);
  expect(opened[0]?.ids).toEqual(Array.from({ length: 100 }, (_, index) => `${index + 51}`));
});

test('what is added is followed beside the rest, and all by one stream when these are many', async () => {
  const { show, opened } = watch();
  for (let id = 1; id <= 5; id++) {
    show(`${id}`);
    await expect.poll(() => opened.length).toBe(id);
  }
  expect(opened.map(({ ids }) => ids)).toEqual([['1'], ['2'], ['3'], ['4'], ['1', '2', '3', '4', '5']]);
  expect(opened.map(({ signal }) => signal?.aborted)).toEqual([true, true, true, true, false]);
});

test('nothing is followed any more when the page is left', async () => {
  const { show, opened, stop } = watch();
  show('1');
  await expect.poll(() => opened.length).toBe(1);
  show('2');
  stop();
  expect(opened.map(({ signal }) => signal?.aborted)).toEqual([true]);
});

function watch() {
  const opened: { ids: readonly string[]; signal: AbortSignal | undefined }[] = [];
  const client = createMockClient({
    tweets: {
      async *onChanges({ ids }, { signal } = {}) {
        opened.push({ ids, signal });
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      },
    },
  });
  const store = createStore();
  const stop = watchScreen(client, store);
  onTestFinished(stop);
  return { opened, stop, show: (id: string) => store.subscribe(exampleTweet(id), () => {}) };
}
