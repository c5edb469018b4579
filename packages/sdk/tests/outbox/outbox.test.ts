import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOutbox, memoryOutboxStore, type OutboxWrite } from '@dunlin/sdk/outbox';
import { describe, expect, test, vi } from 'vitest';
import { folderOutboxStore, startOutbox } from '../../examples/outbox.ts';
import { createClient, memoryStorage, safe } from '../../src/index.ts';
import { createIdempotentServer, type Fate } from './idempotent-server.ts';
import { open, stopping, textsOf, tokensOf } from './open-outbox.ts';
import { writesIn } from './writes-in.ts';

test('writes are kept while there is no line, and sent in order once there is', async () => {
  const onDelay = vi.fn();
  const { line, server, outbox, sent } = open({ onDelay });
  line.fate = 'unheard';
  for (const text of ['one', 'two', 'three']) await outbox.add('tweets.create', { text });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  expect(onDelay).toHaveBeenCalled();
  expect(server.done).toEqual([]);

  line.fate = 'answered';
  await outbox.flush();

  expect(textsOf(server.done)).toEqual(['one', 'two', 'three']);
  expect(sent.map(({ path, answer }) => [path, answer])).toEqual(
    textsOf(server.done).map((text) => ['tweets.create', { id: `id of ${text}` }]),
  );
  expect(await outbox.list()).toEqual([]);
});

test('they are sent by themselves when the line is back, and when the app is started anew', async () => {
  const { line, server, outbox, start } = open();
  line.fate = 'lost';
  await outbox.add('tweets.create', { text: 'one' });
  await expect.poll(() => server.done.length).toBe(1);
  outbox.stop();
  line.fate = 'unavailable';
  stopping.push(start().stop);

  line.fate = 'answered';

  await expect.poll(() => outbox.list()).toEqual([]);
  expect(textsOf(server.done)).toEqual(['one']);
});

test('a write is sent only as the account that made it', async () => {
  const { line, server, storage, outbox } = open();
  line.fate = 'unheard';
  await outbox.add('tweets.create', { text: "ada's" });
  await storage.set(tokensOf('bob'));
  line.fate = 'answered';
  await outbox.flush();
  expect(server.done).toEqual([]);
  await outbox.add('tweets.create', { text: "bob's" });
  await outbox.flush();
  expect(server.done).toMatchObject([{ userId: 'bob', text: "bob's" }]);
  expect(await outbox.list()).toMatchObject([{ userId: 'ada' }]);

  await storage.set(tokensOf('ada'));
  await outbox.flush();

  expect(server.done.at(-1)).toMatchObject({ userId: 'ada', text: "ada's" });
});

test('it stays when another signs in just before it would be sent', async () => {
  const kept = memoryOutboxStore();
  const storage = memoryStorage(tokensOf('ada'));
  const switching = {
    ...kept,
    async set(id: string, write: OutboxWrite) {
      await kept.set(id, write);
      if (write.sentAt === undefined) return;
      await storage.set(tokensOf('bob'));
      await safe(client.tweets.create({ text: "bob's" }));
      await safe(client.tweets.create({ text: "bob's too" }));
    },
  };
  const { server, client, outbox } = open({ store: switching }, storage);
  await outbox.add('tweets.create', { text: "ada's" });
  await expect.poll(() => server.done.length).toBeGreaterThan(0);
  await outbox.flush();

  expect(server.done.map(({ userId, text }) => [userId, text])).not.toContainEqual(['bob', "ada's"]);
  expect(await outbox.list()).toMatchObject([{ userId: 'ada' }]);
});

test('nobody, and tokens that do not say whose they are, can keep no writes', async () => {
  for (const tokens of [undefined, { accessToken: 'a', refreshToken: 'r' }]) {
    const { outbox } = open({}, memoryStorage(tokens));
    await expect(outbox.add('tweets.create', { text: 'x' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining('userId'),
    });
  }
});

describe('what the server refuses for good', () => {
  test('is handed to the app, and the rest goes on', async () => {
    const { server, outbox, refused } = open();
    for (const text of ['one', 'bad', 'two']) await outbox.add('tweets.create', { text });
    await outbox.flush();

    expect(textsOf(server.done)).toEqual(['one', 'two']);
    expect(refused).toMatchObject([
      {
        path: 'tweets.create',
        input: { text: 'bad' },
        reason: 'refused',
        error: { code: 'VALIDATION_FAILED' },
      },
    ]);
  });

  test('takes along what depends on it', async () => {
    const { line, server, outbox, refused } = open();
    line.fate = 'unheard';
    const first = await outbox.add('tweets.create', { text: 'bad' });
    const second = await outbox.add('tweets.create', { text: 'reply', replyToId: first.answerId });
    await outbox.add('tweets.create', { text: 'reply to it', replyToId: second.answerId });
    await outbox.add('tweets.create', { text: 'other' });
    line.fate = 'answered';
    await outbox.flush();

    expect(textsOf(server.done)).toEqual(['other']);
    expect(refused.map((write) => [Object(write.input).text, write.reason])).toEqual([
      ['bad', 'refused'],
      ['reply', 'depends'],
      ['reply to it', 'depends'],
    ]);
  });

  test('is what it fails by itself on, again and again, for minutes', async () => {
    let time = 0;
    const onDelay = () => {
      time += 60_000;
    };
    const { server, outbox, refused } = open({ now: () => time, onDelay });
    for (const text of ['broken', 'one']) await outbox.add('tweets.create', { text });

    await expect.poll(() => textsOf(server.done), { timeout: 10_000 }).toEqual(['one']);

    expect(refused).toMatchObject([{ reason: 'refused', error: { code: 'INTERNAL' } }]);
  });
});

test('an outage of the server refuses nothing, however much is added meanwhile', async () => {
  const { line, server, outbox, refused } = open();
  line.fate = 'failing';
  for (let tweet = 0; tweet < 45; tweet++) {
    await outbox.add('tweets.create', { text: `${tweet}` });
    await safe(outbox.flush());
  }
  line.fate = 'answered';
  await outbox.flush();

  expect(refused).toEqual([]);
  expect(server.done).toHaveLength(45);
});

test('what is added does not have the server asked before it is time, nor does a line that is back when the server said when', async () => {
  const device = Object.assign(new EventTarget(), { onLine: true });
  vi.stubGlobal('navigator', device);
  vi.stubGlobal('addEventListener', device.addEventListener.bind(device));
  vi.stubGlobal('removeEventListener', device.removeEventListener.bind(device));
  const { line, server, client, storage, outbox } = open();
  line.fate = 'limited';
  for (let tweet = 0; tweet < 10; tweet++) await outbox.add('tweets.create', { text: `${tweet}` });
  await expect.poll(() => server.requests).toBe(1);
  await outbox.add('tweets.create', { text: 'more' });
  for (const onLine of [false, true]) {
    device.onLine = onLine;
    device.dispatchEvent(new Event(onLine ? 'online' : 'offline'));
  }
  await safe(outbox.flush());
  expect(server.requests).toBe(2);

  line.fate = 'answered';
  await storage.set(tokensOf('bob'));
  await safe(client.tweets.create({ text: 'by which the tab learns of it' }));
  await outbox.add('tweets.create', { text: "bob's" });

  await expect.poll(() => textsOf(server.done)).toContain("bob's");
});

test('a thread is kept whole: a reply names a tweet that has no id yet', async () => {
  const { line, server, outbox } = open();
  line.fate = 'unheard';
  const first = await outbox.add('tweets.create', { text: 'one' });
  const second = await outbox.add('tweets.create', { text: 'two', replyToId: first.answerId });
  line.fate = 'answered';
  await outbox.flush();
  await outbox.add('tweets.create', { text: 'three', replyToId: second.answerId });
  await outbox.flush();

  expect(server.done.map(({ replyToId }) => replyToId)).toEqual([undefined, 'id of one', 'id of two']);
});

test('a write whose answer was lost a day ago is not sent again, and the app is told that it may have been done', async () => {
  let time = Date.parse('2030-01-01');
  const { line, server, outbox, refused, start } = open({ now: () => time });
  line.fate = 'lost';
  await outbox.add('tweets.create', { text: 'one' });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  await outbox.add('tweets.create', { text: 'never sent' });
  outbox.stop();
  time += 23 * 3_600_000 + 1;
  line.fate = 'answered';
  const later = start();
  stopping.push(later.stop);
  await later.flush();

  expect(textsOf(server.done)).toEqual(['one', 'never sent']);
  expect(refused).toMatchObject([{ input: { text: 'one' }, reason: 'unknown' }]);
});

test('what was kept on a device without a network has not been sent, however long that was', async () => {
  let time = Date.parse('2030-01-01');
  const device = { onLine: false };
  vi.stubGlobal('navigator', device);
  const { server, outbox, refused } = open({ now: () => time });
  await outbox.add('tweets.create', { text: 'one' });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  expect(server.requests).toBe(0);

  time += 7 * 86_400_000;
  device.onLine = true;
  await outbox.flush();

  expect(textsOf(server.done)).toEqual(['one']);
  expect(refused).toEqual([]);
});

test('a write that was sent at a time that is yet to come, by a clock since set back, is not sent again', async () => {
  let time = Date.parse('2030-01-03');
  const { line, server, outbox, refused } = open({ now: () => time });
  line.fate = 'lost';
  await outbox.add('tweets.create', { text: 'one' });
  await expect(outbox.flush()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
  const { requests } = server;
  line.fate = 'answered';
  time -= 2 * 86_400_000;
  await outbox.flush();

  expect(server.requests).toBe(requests);
  expect(refused).toMatchObject([{ input: { text: 'one' }, reason: 'unknown' }]);
});

test('a listener that throws is told again', async () => {
  const onSent = vi.fn().mockRejectedValueOnce(new Error('the disk is full'));
  const { server, outbox } = open({ onSent });
  await outbox.add('tweets.create', { text: 'one' });

  await expect.poll(() => outbox.list()).toEqual([]);

  expect(onSent).toHaveBeenCalledTimes(2);
  expect(textsOf(server.done)).toEqual(['one']);
});

test('a folder of files outlasts the process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-outbox-'));
  const { line, server, client, outbox } = open({ store: folderOutboxStore(folder) });
  line.fate = 'unheard';
  for (const text of ['bad', 'one']) await outbox.add('tweets.create', { text });
  outbox.stop();
  line.fate = 'answered';
  const lines: string[] = [];
  const later = startOutbox(client, folder, (text) => lines.push(text));
  stopping.push(later.stop);
  await later.flush();

  expect(textsOf(server.done)).toEqual(['one']);
  expect(lines).toEqual(['tweets.create was refused: VALIDATION_FAILED']);
  await rm(folder, { recursive: true });
});

test('what is removed is not sent', async () => {
  const { line, server, outbox } = open();
  line.fate = 'unheard';
  const { id } = await outbox.add('tweets.create', { text: 'one' });
  await outbox.remove(id);
  line.fate = 'answered';
  await outbox.flush();

  expect(server.done).toEqual([]);
});

test('what is removed just before it would be sent is not sent, and stays removed', async () => {
  const kept = memoryOutboxStore();
  const begun = Promise.withResolvers<void>();
  const removal = Promise.withResolvers<void>();
  const slow = {
    ...kept,
    async set(id: string, write: OutboxWrite) {
      if (write.sentAt !== undefined) {
        begun.resolve();
        await removal.promise;
      }
      await kept.set(id, write);
    },
  };
  const { server, outbox } = open({ store: slow });
  const { id } = await outbox.add('tweets.create', { text: 'one' });
  await begun.promise;
  expect(await outbox.remove(id)).toBe(true);
  removal.resolve();
  await outbox.flush();

  expect(server.requests).toBe(0);
  expect(await writesIn(kept)).toEqual([]);
});

test('nothing of what is done stays in the store but its id, and that for an hour, whoever is signed in', async () => {
  let time = Date.parse('2030-01-01');
  const { storage, store, outbox } = open({ now: () => time });
  await outbox.add('tweets.create', { text: 'a secret' });
  await outbox.flush();
  const kept = await writesIn(store);
  expect(kept).toMatchObject([{ answer: { id: 'id of a secret' } }]);
  expect(kept.map(({ input }) => input)).toEqual([{}]);

  time += 3_600_001;
  await storage.set(tokensOf('bob'));
  await outbox.flush();

  expect(await writesIn(store)).toEqual([]);
});

test('a write costs the store the same however much waits', async () => {
  const kept = memoryOutboxStore();
  let asked = 0;
  const counted =
    <Args extends unknown[], Value>(action: (...args: Args) => Value) =>
    (...args: Args) => {
      asked++;
      return action(...args);
    };
  const store = {
    ...{ ids: counted(kept.ids), get: counted(kept.get) },
    ...{ set: counted(kept.set), delete: counted(kept.delete) },
  };
  const { line, server, outbox } = open({ store });
  line.fate = 'unheard';
  const costs: number[] = [];
  for (let round = 0; round < 2; round++) {
    const before = asked;
    for (let tweet = 0; tweet < 200; tweet++)
      await outbox.add('tweets.create', { text: `${round} ${tweet}` });
    line.fate = round === 0 ? 'unheard' : 'answered';
    await safe(outbox.flush());
    costs.push(asked - before);
  }
  expect(server.done).toHaveLength(400);
  // Kept, and then looked at, noted as sent and as answered; the rest is of passes that found no line.
  expect(costs[0]).toBeLessThan(300);
  expect(costs[1]).toBeLessThan(200 + 3 * 400 + 100);
});

test('what waits is sent when another call has found the line again, long before it is time', async () => {
  const line: { fate: Fate } = { fate: 'unheard' };
  const server = createIdempotentServer(() => line.fate);
  const client = createClient({
    ...{ baseUrl: 'http://any', storage: memoryStorage(tokensOf('ada')), fetch: server.fetch },
    retry: { baseDelayMs: 3_600_000, maxDelayMs: 3_600_000, maxRetries: 0 },
  });
  const onDelay = vi.fn();
  const outbox = createOutbox(client, { store: memoryOutboxStore(), onRefused() {}, onDelay });
  stopping.push(outbox.stop);
  await outbox.add('tweets.create', { text: 'one' });
  await expect.poll(() => onDelay.mock.calls.length).toBe(1);
  expect(client.connection.state).toBe('unreachable');

  line.fate = 'answered';
  await client.tweets.create({ text: 'by which the line is known to be back' });

  await expect.poll(() => textsOf(server.done)).toContain('one');
});

describe('two tabs with one store', () => {
  test('send one at a time, in the order of both, and what one leaves the other sends', async () => {
    const lockName = `outbox of ${Date.now()}`;
    const store = { ...memoryOutboxStore(), lockName };
    const storage = memoryStorage(tokensOf('ada'));
    const first = open({ store }, storage);
    const second = open({ store }, storage);
    first.line.fate = 'unheard';
    second.line.fate = 'unheard';
    for (const [text, { outbox }] of [
      ['one', first],
      ['two', second],
      ['three', first],
    ] as const)
      await outbox.add('tweets.create', { text });
    first.line.fate = 'answered';
    await first.outbox.flush();
    expect(textsOf(first.server.done)).toEqual(['one', 'two', 'three']);

    first.line.fate = 'unheard';
    await first.outbox.add('tweets.create', { text: 'four' });
    first.outbox.stop();
    second.line.fate = 'answered';
    await second.outbox.flush();
    expect(textsOf(second.server.done)).toEqual(['four']);
    expect(second.sent.map(({ input }) => Object(input).text)).toEqual(['four']);
  });

  test('wait for each other: while one sends, the other does not', async () => {
    const store = { ...memoryOutboxStore(), lockName: `outbox of ${Date.now()}` };
    const storage = memoryStorage(tokensOf('ada'));
    const telling = Promise.withResolvers<void>();
    const onSent = vi.fn(() => telling.promise);
    const first = open({ store, onSent }, storage);
    await first.outbox.add('tweets.create', { text: 'one' });
    await expect.poll(() => onSent.mock.calls.length).toBe(1);
    const second = open({ store }, storage);
    const flushed = second.outbox.flush();
    await second.outbox.add('tweets.create', { text: 'two' });
    await expect.poll(async () => (await navigator.locks.query()).pending?.length).toBeGreaterThan(0);
    expect(second.server.requests).toBe(0);
    telling.resolve();
    await flushed;
    await expect.poll(() => second.outbox.list()).toEqual([]);
    expect([...textsOf(first.server.done), ...textsOf(second.server.done)].sort()).toEqual(['one', 'two']);
  });
});

test('a store that has no room says so to who adds', async () => {
  const store = {
    ...memoryOutboxStore(),
    set() {
      throw new Error('QuotaExceededError');
    },
  };
  const { outbox } = open({ store });
  await expect(outbox.add('tweets.create', { text: 'one' })).rejects.toMatchObject({
    message: expect.stringContaining('QuotaExceededError'),
  });
});

test('only writes that an account makes can wait, with their own inputs', () => {
  const { outbox } = open();
  // @ts-expect-error signing in does not wait
  const add: Parameters<typeof outbox.add>[0] = 'auth.login';
  // @ts-expect-error a read does not wait
  const read: Parameters<typeof outbox.add>[0] = 'tweets.get';
  // @ts-expect-error a tweet has a text
  const noText = () => outbox.add('tweets.create', {});
  expect([add, read, noText]).toHaveLength(3);
});
