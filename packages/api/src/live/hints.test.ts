import { createInProcessBus } from '@dunlin/backends/bus';
import { expect, test, vi } from 'vitest';
import { createHints } from './hints.ts';

test('listeners of the same process are called within publish', async () => {
  await using bus = createInProcessBus();
  await using hints = await createHints(bus);
  const onUsers = vi.fn();
  const onTweets = vi.fn();
  hints.onAny('users', onUsers);
  hints.onAny('tweets', onTweets);

  hints.publish('users', ['1', '2']);

  expect(onUsers.mock.calls).toEqual([[['1', '2']]]);
  expect(onTweets).not.toHaveBeenCalled();
});

test('listeners of other processes are called once, and those of this one not again', async () => {
  await using bus = createInProcessBus();
  await using here = await createHints(bus);
  await using there = await createHints(bus);
  const heard: string[] = [];
  here.onAny('users', (ids) => heard.push(`here ${ids}`));
  there.onAny('users', (ids) => heard.push(`there ${ids}`));

  here.publish('users', ['1', '2']);
  here.publish('users', ['3']);

  await expect.poll(() => heard).toContain('there 3');
  expect(heard).toEqual(['here 1,2', 'here 3', 'there 1,2', 'there 3']);
});

test('a listener to one id hears of no other, and what stands behind the colon', async () => {
  await using bus = createInProcessBus();
  await using hints = await createHints(bus);
  const listener = vi.fn();
  hints.on('timelines', '1', listener);

  hints.publish('timelines', ['1', '2', '1:77', '11', '2:1']);

  expect(listener.mock.calls).toEqual([[undefined], ['77']]);
});

test('a listener that stopped hears nothing, and its neighbour still does', async () => {
  await using bus = createInProcessBus();
  await using hints = await createHints(bus);
  const [stopped, other] = [vi.fn(), vi.fn()];
  const stop = hints.on('users', '1', stopped);
  hints.on('users', '1', other);
  const stopAny = hints.onAny('users', stopped);

  stop();
  stop();
  stopAny();
  hints.publish('users', ['1']);

  expect(stopped).not.toHaveBeenCalled();
  expect(other).toHaveBeenCalledOnce();
});

test('a listener may stop itself while it is called', async () => {
  await using bus = createInProcessBus();
  await using hints = await createHints(bus);
  const other = vi.fn();
  const stop = hints.on('sessions', '1', () => stop());
  hints.on('sessions', '1', other);

  hints.publish('sessions', ['1']);

  expect(other).toHaveBeenCalledOnce();
});

test('a hint about nothing is not sent', async () => {
  await using bus = createInProcessBus();
  await using hints = await createHints(bus);
  const listener = vi.fn();
  hints.onAny('users', listener);

  hints.publish('users', []);

  expect(listener).not.toHaveBeenCalled();
});

test('hints that were disposed hear nothing more of others', async () => {
  await using bus = createInProcessBus();
  await using here = await createHints(bus);
  const there = await createHints(bus);
  const [gone, witness] = [vi.fn(), vi.fn()];
  there.onAny('users', gone);
  await using third = await createHints(bus);
  third.onAny('users', witness);

  await there[Symbol.asyncDispose]();
  here.publish('users', ['1']);

  await expect.poll(() => witness.mock.calls.length).toBe(1);
  expect(gone).not.toHaveBeenCalled();
});

test('listeners hear when the bus may have lost hints', async () => {
  await using bus = createInProcessBus();
  const gaps = new Set<() => void>();
  const onGap = (listener: () => void) => {
    gaps.add(listener);
    return () => void gaps.delete(listener);
  };
  await using hints = await createHints({ ...bus, onGap });
  const [listener, stopped] = [vi.fn(), vi.fn()];
  hints.onGap(listener);
  hints.onGap(stopped)();

  for (const tell of gaps) tell();

  expect(listener).toHaveBeenCalledOnce();
  expect(stopped).not.toHaveBeenCalled();
});
