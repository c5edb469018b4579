import { expect, test } from 'vitest';
import { networkError } from '../error-answer.ts';
import type { Subscribe } from './subscribe.ts';
import { withFallback } from './transports.ts';

test('a WebSocket that never worked gives way to SSE at once', async () => {
  const transports = createTransports({ webSocket: false, sse: true });

  await transports.attempt(3);

  expect(transports.used).toEqual(['webSocket', 'sse', 'sse']);
});

test('a WebSocket that worked is tried again before it gives way', async () => {
  const transports = createTransports({ webSocket: true, sse: true });
  await transports.attempt(1);
  transports.works.webSocket = false;

  await transports.attempt(5);

  expect(transports.used.slice(1)).toEqual(['webSocket', 'webSocket', 'webSocket', 'webSocket', 'sse']);
});

test('while nothing connects, each is tried in turn', async () => {
  const transports = createTransports({ webSocket: false, sse: false });

  await transports.attempt(4);

  expect(transports.used).toEqual(['webSocket', 'sse', 'webSocket', 'sse']);
});

function createTransports(works: { webSocket: boolean; sse: boolean }) {
  const used: string[] = [];
  const transport = (name: keyof typeof works): Subscribe =>
    // biome-ignore lint/correctness/useYield: a connection without events
    async function* subscribe({ onOpen }) {
      used.push(name);
      if (!works[name]) throw networkError('refused');
      onOpen?.();
    };
  const subscribe = withFallback(transport('webSocket'), transport('sse'));
  const subscription = {
    path: 'timelines.onHome',
    input: {},
    accessToken: 'token',
    signal: new AbortController().signal,
  };
  return {
    works,
    used,
    async attempt(times: number) {
      for (let count = 0; count < times; count++) {
        await subscribe(subscription)
          .next()
          .catch(() => {});
      }
    },
  };
}
