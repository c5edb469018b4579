import { expect, test } from 'vitest';
import { createContinuity } from './continuity.ts';
import { farewell } from './frame.ts';

function createHeard() {
  let gaps = 0;
  const continuity = createContinuity('self', () => {
    gaps += 1;
  });
  const sequences = new Map<string, number>();
  const receive = (origin: string, sequence = (sequences.get(origin) ?? 0) + 1) => {
    sequences.set(origin, sequence);
    return continuity.receive({ origin, sequence, first: 1, messages: [] });
  };
  /** So many half seconds in which only these were heard. */
  const pass = (ticks: number, ...origins: string[]) => {
    for (let i = 0; i < ticks; i += 1) {
      continuity.tick();
      for (const origin of origins) receive(origin);
    }
  };
  const gapsDuring = (action: () => void) => {
    const before = gaps;
    action();
    return gaps - before;
  };
  receive('self');
  receive('peer');
  return { continuity, receive, pass, gapsDuring };
}

test('it is connected while everybody is heard, without gaps', () => {
  const { continuity, pass, gapsDuring } = createHeard();
  expect(gapsDuring(() => pass(100, 'self', 'peer'))).toBe(0);
  expect(continuity.isConnected).toBe(true);
});

test('a number that is missing is a gap; what comes again is not delivered', () => {
  const { continuity, receive, gapsDuring } = createHeard();
  expect(receive('peer', 2)).toBe(true);
  expect(receive('peer', 2)).toBe(false);
  expect(receive('peer', 1)).toBe(false);
  expect(gapsDuring(() => expect(receive('peer', 4)).toBe(true))).toBe(1);
  expect(gapsDuring(() => receive('self', 3))).toBe(1);
  expect(continuity.isConnected).toBe(true);
});

test('who sent before it was first heard may have been missed, and who begins was not', () => {
  const { receive, gapsDuring } = createHeard();
  expect(gapsDuring(() => receive('older', 7))).toBe(1);
  expect(gapsDuring(() => receive('newer', 1))).toBe(0);
});

test.each([['self'], ['peer']])(
  'the silence of %s is a gap at once, and each second until it ends',
  (silent) => {
    const { continuity, pass, gapsDuring, receive } = createHeard();
    const other = silent === 'self' ? 'peer' : 'self';
    expect(gapsDuring(() => pass(3, other))).toBe(0);
    expect(gapsDuring(() => pass(1, other))).toBe(1);
    expect(continuity.isConnected).toBe(false);
    expect(continuity.isSelfHeard).toBe(silent !== 'self');
    expect(gapsDuring(() => pass(10, other))).toBe(5);
    expect(gapsDuring(() => receive(silent))).toBe(1);
    expect(continuity.isConnected).toBe(true);
  },
);

test('who says farewell, or is silent for ten seconds, is not waited for', () => {
  const { continuity, pass, receive } = createHeard();
  receive('peer', farewell);
  pass(10, 'self');
  expect(continuity.isConnected).toBe(true);
  receive('killed', 1);
  pass(19, 'self');
  expect(continuity.isConnected).toBe(false);
  pass(2, 'self');
  expect(continuity.isConnected).toBe(true);
});

test.each([
  ['peer', 'self'],
  ['self', 'peer'],
])(
  'a lost connection is a gap at once and when everybody is heard again, %s first, whatever was sent meanwhile',
  (first, last) => {
    const { continuity, receive, gapsDuring } = createHeard();
    expect(gapsDuring(continuity.lose)).toBe(1);
    expect(continuity.isConnected).toBe(false);
    expect(continuity.isSelfHeard).toBe(false);
    // What the other sends now may be lost with nothing to tell of it: the gap is told after it was heard.
    expect(gapsDuring(() => receive(first, 9))).toBe(0);
    expect(continuity.isConnected).toBe(false);
    expect(gapsDuring(() => receive(last, 9))).toBe(1);
    expect(continuity.isConnected).toBe(true);
  },
);

test('who died while the connection was lost is waited for ten seconds', () => {
  const { continuity, pass } = createHeard();
  continuity.lose();
  pass(20, 'self');
  expect(continuity.isConnected).toBe(false);
  pass(1, 'self');
  expect(continuity.isConnected).toBe(true);
});
