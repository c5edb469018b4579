import { memoryOutboxStore, type OutboxWrite } from '@dunlin/sdk/outbox';
import { expect, test, vi } from 'vitest';
import { safe } from '../../src/index.ts';
import { open, textsOf } from './open-outbox.ts';
import { writesIn } from './writes-in.ts';

test('what a write needs is sent before it, also when another tab has just added that and nothing has told of it', async () => {
  vi.stubGlobal('navigator', {});
  const store = { ...memoryOutboxStore(), lockName: 'untold', subscribe: () => () => {} };
  const [other, own] = [open({ store }), open({ store })];
  other.line.fate = 'unheard';
  await own.outbox.list();
  const first = await other.outbox.add('tweets.create', { text: 'one' });
  await safe(other.outbox.flush());
  other.outbox.stop();
  const { id } = await own.outbox.add('tweets.create', { text: 'two', replyToId: first.answerId });

  await expect.poll(async () => Object((await store.get(id))?.input).text).toBeUndefined();

  expect(own.server.done).toMatchObject([{ text: 'one' }, { text: 'two', replyToId: 'id of one' }]);
  expect(own.refused).toEqual([]);
});

test('what another tab adds during a pass is sent in order, in whatever order the store tells its ids', async () => {
  const kept = memoryOutboxStore();
  const reading = Promise.withResolvers<void>();
  const telling = Promise.withResolvers<void>();
  let passes = 0;
  const request = (_name: string, action: () => Promise<void>) => {
    passes++;
    return action().finally(() => passes--);
  };
  vi.stubGlobal('navigator', { locks: { request } });
  const tweet = (place: number, text: string) => {
    const id = `${String(Date.now() + place).padStart(13, '0')}-${'0'.repeat(32)}`;
    return { id, userId: 'ada', path: 'tweets.create', input: { text } } satisfies OutboxWrite;
  };
  const [one, two] = [tweet(1, 'one'), tweet(2, 'two')];
  const get = vi.fn(async (id: string) => {
    if (id === one.id) await reading.promise;
    return kept.get(id);
  });
  const store = {
    ...kept,
    lockName: 'backwards',
    get,
    ids: async () => [...(await kept.ids())].sort().reverse(),
  };
  const onSent = vi.fn(() => telling.promise);
  const { server, outbox } = open({ store, onSent });
  await outbox.flush();
  await outbox.add('tweets.create', { text: 'zero' });
  await expect.poll(() => onSent.mock.calls.length).toBe(1);
  for (const write of [one, two]) await kept.set(write.id, write);
  const added = outbox.add('tweets.create', { text: 'three' });
  await expect.poll(() => get.mock.calls.flat()).toContain(one.id);
  telling.resolve();
  await expect.poll(() => passes).toBe(0);
  reading.resolve();
  await added;
  await outbox.flush();

  expect(textsOf(server.done)).toEqual(['zero', 'one', 'two', 'three']);
});

test('a thread that pauses for longer than an hour is kept whole, and what it referred to is forgotten after that', async () => {
  let time = Date.parse('2030-01-01');
  const { line, server, store, outbox, refused } = open({ now: () => time });
  const first = await outbox.add('tweets.create', { text: 'one' });
  await outbox.flush();
  line.fate = 'unheard';
  await outbox.add('tweets.create', { text: 'another' });
  await outbox.add('tweets.create', { text: 'two', replyToId: first.answerId });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  time += 61 * 60_000;
  line.fate = 'answered';
  await outbox.flush();

  expect(refused).toEqual([]);
  expect(server.done.at(-1)).toMatchObject({ text: 'two', replyToId: 'id of one' });

  time += 61 * 60_000;
  await outbox.flush();
  expect(await writesIn(store)).toEqual([]);
});
