import { browserOutboxStore, memoryOutboxStore } from '@dunlin/sdk/outbox';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { open, textsOf } from './open-outbox.ts';

const page = new EventTarget();

beforeEach(() => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('localStorage', createLocalStorage());
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
});

describe.each([
  ['in localStorage', () => [browserOutboxStore(), browserOutboxStore()] as const],
  [
    'in memory',
    () => {
      const store = memoryOutboxStore();
      return [store, store] as const;
    },
  ],
  [
    'that tells of nothing',
    () => {
      const { subscribe: _, ...store } = memoryOutboxStore();
      return [store, store] as const;
    },
  ],
])('two outboxes of a page over a store %s', (_name, openStores) => {
  test('what one left that was stopped is listed and sent by the other', async () => {
    const stores = openStores();
    const [old, current] = [open({ store: stores[0] }), open({ store: stores[1] })];
    await current.outbox.flush();
    old.outbox.stop();
    await old.outbox.add('tweets.create', { text: 'one' });

    expect(await current.outbox.list()).toMatchObject([{ input: { text: 'one' } }]);
    await old.outbox.add('tweets.create', { text: 'two' });
    await current.outbox.flush();
    expect(textsOf(current.server.done)).toEqual(['one', 'two']);
  });
});

test.each([
  ['localStorage', () => [browserOutboxStore(), browserOutboxStore()] as const],
  [
    'memory',
    () => {
      const store = memoryOutboxStore();
      return [store, store] as const;
    },
  ],
])(
  'what two outboxes of a page add in one instant to %s is sent in the order of both',
  async (_name, openStores) => {
    const stores = openStores();
    const options = { now: () => Date.parse('2030-01-01') };
    const [first, second] = stores.map((store) => open({ ...options, store })) as [Opened, Opened]; // `as`: of two
    for (const { line } of [first, second]) line.fate = 'unheard';
    const texts = Array.from({ length: 10 }, (_, place) => `${place}`);
    for (const text of texts) await (Number(text) % 2 ? first : second).outbox.add('tweets.create', { text });
    first.outbox.stop();
    second.line.fate = 'answered';
    await second.outbox.flush();

    expect(textsOf(second.server.done)).toEqual(texts);
  },
);

type Opened = ReturnType<typeof open>;

test('what another tab has added is noticed by its storage event, and only that is read', async () => {
  const options = { now: () => Date.parse('2030-01-01') };
  const { line, server, outbox } = open({ ...options, store: browserOutboxStore() });
  line.fate = 'unheard';
  await outbox.add('tweets.create', { text: 'one' });
  const id = `${Date.parse('2030-01-02')}-${'0'.repeat(32)}`;
  const write = { id, userId: 'ada', path: 'tweets.create', input: { text: 'of another tab' } };
  const key = `dunlin-outbox:${id}`;
  localStorage.setItem(key, JSON.stringify(write));
  const keys = vi.spyOn(Object, 'keys');
  page.dispatchEvent(Object.assign(new Event('storage'), { key }));
  await outbox.add('tweets.create', { text: 'three' });
  expect(keys.mock.calls.flat()).not.toContain(localStorage);
  keys.mockRestore();
  line.fate = 'answered';
  await outbox.flush();

  expect(textsOf(server.done)).toEqual(['one', 'of another tab', 'three']);
});

/** Its items are its own properties, as in a browser. */
function createLocalStorage(): object {
  return Object.create({
    getItem(key: string): string | null {
      return Object.hasOwn(this, key) ? Reflect.get(this, key) : null;
    },
    setItem(key: string, value: string) {
      Reflect.set(this, key, value);
    },
    removeItem(key: string) {
      Reflect.deleteProperty(this, key);
    },
  });
}
