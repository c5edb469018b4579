import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { describeBus } from './conformance.ts';
import { createInProcessBus } from './in-process.ts';

describeBus('in-process', async () => {
  const bus = createInProcessBus({ onListenerError: () => {} });
  return { bus, peer: bus };
});

it('lets the publisher go on before any listener runs', async () => {
  await using bus = createInProcessBus();
  const steps: string[] = [];
  await bus.subscribe('a', () => void steps.push('listener'));
  await bus.publish('a', 'hello');
  steps.push('publisher');
  await nextTurn();
  expect(steps).toEqual(['publisher', 'listener']);
});

it('passes over who joined between the publish and the delivery', async () => {
  await using bus = createInProcessBus();
  const early: string[] = [];
  const late: string[] = [];
  await bus.subscribe('a', (message) => void early.push(message));
  await bus.publish('a', 'hello');
  await bus.subscribe('a', (message) => void late.push(message));
  await nextTurn();
  expect({ early, late }).toEqual({ early: ['hello'], late: [] });
});

it('drops what is on its way when it is disposed, also by a listener', async () => {
  const bus = createInProcessBus();
  const heard: string[] = [];
  const onMessage = (message: string) => {
    heard.push(message);
    void bus[Symbol.asyncDispose]();
  };
  await bus.subscribe('a', onMessage);
  await bus.subscribe('a', onMessage);
  await bus.publish('a', '1');
  await bus.publish('a', '2');
  await nextTurn();
  expect(heard).toEqual(['1']);
});

it('reports the error of a listener', async () => {
  const errors: unknown[] = [];
  await using bus = createInProcessBus({ onListenerError: (error) => void errors.push(error) });
  const error = new Error('a listener that throws');
  await bus.subscribe('a', () => {
    throw error;
  });
  await bus.publish('a', 'hello');
  await nextTurn();
  expect(errors).toEqual([error]);
});

it('keeps no memory of topics without subscribers', async () => {
  await using bus = createInProcessBus();
  const topics = 20_000;
  const before = heapBytes();
  for (let i = 0; i < topics; i += 1) {
    const end = await bus.subscribe(`topic ${i}`, () => {});
    await bus.publish(`topic ${i}`, 'hello');
    await end();
    await bus.publish(`nobody ${i}`, 'hello');
  }
  await nextTurn();
  expect((heapBytes() - before) / topics).toBeLessThan(50);
});

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
