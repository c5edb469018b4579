import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parseFrame } from './frame.ts';
import { createOutgoing } from './outgoing.ts';

function createFrames() {
  const frames: ReturnType<typeof parseFrame>[] = [];
  const outgoing = createOutgoing('node', async (text) => void frames.push(parseFrame(text)));
  return { frames, outgoing };
}

test('what is published in one turn goes out together, numbered', async () => {
  const { frames, outgoing } = createFrames();
  for (let i = 0; i < 1_000; i += 1) outgoing.add(['topic', String(i)]);
  await nextTurn();
  outgoing.add(['topic', 'later']);
  await nextTurn();
  outgoing.beat();
  expect(frames.map((frame) => [frame?.sequence, frame?.first, frame?.messages.length])).toEqual([
    [1, 1, 1_000],
    [2, 1_001, 1],
    [3, 1_002, 0],
  ]);
});

test('while nothing is answered a bounded number is sent, and the rest goes out together with the next answer', async () => {
  const answers: (() => void)[] = [];
  const sizes: number[] = [];
  const outgoing = createOutgoing('node', (text) => {
    sizes.push(parseFrame(text)?.messages.length ?? 0);
    return new Promise<void>((resolve) => answers.push(resolve));
  });
  for (let i = 0; i < 100; i += 1) {
    outgoing.add(['topic', 'message']);
    await nextTurn();
  }
  expect(sizes).toEqual(Array(16).fill(1));
  answers[0]?.();
  await nextTurn();
  await nextTurn();
  expect(sizes.at(-1)).toBe(84);
});

test('what waits beyond its bound is lost, which its number tells', async () => {
  const { frames, outgoing } = createFrames();
  for (let i = 0; i < 9; i += 1) outgoing.add(['topic', 'x'.repeat(1_000_000)]);
  outgoing.add(['topic', 'after']);
  await nextTurn();
  expect(frames[0]).toMatchObject({ sequence: 2, first: 9 });
  expect(frames[0]?.messages.map(([, message]) => message.length)).toEqual([1_000_000, 5]);
});
