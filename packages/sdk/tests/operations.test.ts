import { inspect } from 'node:util';
import { appRouter } from '@dunlin/api';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createClient,
  type DunlinClient,
  DunlinError,
  isDunlinError,
  isErrorOf,
  safe,
  type Tweet,
} from '../src/index.ts';
import { uploadMedia } from '../src/upload.ts';

const answer = { result: { data: { id: '1' } } };
const fetch = vi.fn<typeof globalThis.fetch>(async (_url, init) =>
  Response.json(init?.method === 'POST' ? answer : [answer]),
);
let client: DunlinClient;
beforeEach(() => {
  fetch.mockClear();
  client = createClient({ baseUrl: 'http://localhost:3000', fetch });
});

describe('a client is an object as any other, of which looking at it calls no server', () => {
  test.for<[string, (client: DunlinClient) => unknown]>([
    ['JSON.stringify({ client })', (client) => JSON.stringify({ client })],
    ['a text made of it', (client) => `${client}`],
    ['a number made of it', (client) => Number(client)],
    ['awaiting a part of it', async ({ tweets }) => await tweets],
    ['awaiting an operation', async ({ tweets }) => await tweets.create],
    ['its entries', (client) => Object.entries(client.tweets)],
    ['a copy', (client) => ({ ...client, tweets: { ...client.tweets } })],
    ['comparing it', (client) => expect(client).toEqual(client)],
    ['printing it', (client) => inspect(client, { depth: 5 })],
    ['a name that is none', (client) => Reflect.get(client.tweets, 'shout')],
    ['a symbol', (client) => Reflect.get(client, Symbol.iterator)],
  ])('%s', async ([, look]) => {
    await look(client);
    expect(fetch).not.toHaveBeenCalled();
  });

  test('it is written as the object that it is', () => {
    expect(`${client}`).toBe('[object Object]');
    expect(JSON.parse(JSON.stringify({ client }))).toMatchObject({ client: { tweets: {} } });
  });
});

test('the operations are those of the router', () => {
  const paths = Object.keys(appRouter._def.procedures);
  const { session: _, connection: __, ...operations } = client;
  expect(listFunctions(operations).sort()).toEqual(paths.sort());
});

test('only lists have pages and items', () => {
  expect(client.timelines.home.pages).toBeInstanceOf(Function);
  expect(client.timelines.home.items).toBeInstanceOf(Function);
  expect(Object.keys(client.tweets.create)).toEqual([]);
  // @ts-expect-error a write has none
  expect(client.tweets.create.pages).toBeUndefined();
  // @ts-expect-error a client has no such operation
  expect(client.tweets.shout).toBeUndefined();
});

describe('an operation', () => {
  test('is replaced', async () => {
    client.tweets.create = async ({ text }) => tweetOf(text);
    expect(await client.tweets.create({ text: 'hello' })).toEqual(tweetOf('hello'));
    expect(fetch).not.toHaveBeenCalled();
  });

  test('is spied on, and stubbed, and restored', async () => {
    const spy = vi.spyOn(client.tweets, 'create').mockResolvedValueOnce(tweetOf('stub'));

    expect(await client.tweets.create({ text: 'hello' })).toEqual(tweetOf('stub'));
    expect(fetch).not.toHaveBeenCalled();
    await client.tweets.create({ text: 'hello again' });
    expect(spy.mock.calls).toEqual([[{ text: 'hello' }], [{ text: 'hello again' }]]);
    expect(fetch).toHaveBeenCalledTimes(1);

    spy.mockRestore();
    await client.tweets.create({ text: 'and again' });
    expect(spy).toHaveBeenCalledTimes(0);
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test('is bound, called with any this, and passed on', async () => {
    const { get } = client.tweets;
    await client.tweets.get.bind(undefined, { id: '1' })();
    await get.call({}, { id: '2' });
    await Promise.all([{ id: '3' }].map((input) => get(input)));
    const inputs = fetch.mock.calls.map(([url]) => new URL(String(url)).searchParams.get('input'));
    expect(inputs).toEqual(['1', '2', '3'].map((id) => JSON.stringify({ 0: { id } })));
  });

  test('has the name that it is called by', () => {
    const names = [client.tweets.create, client.auth.sessions.list, uploadMedia].map(({ name }) => name);
    expect(names).toEqual(['tweets.create', 'auth.sessions.list', 'media.upload']);
  });
});

describe('isErrorOf', () => {
  test('knows the errors of another copy of this package, as do isDunlinError and safe', async () => {
    vi.resetModules();
    const copy = await import('../src/index.ts');
    const gone = new copy.DunlinError('TWEET_NOT_FOUND', 'gone');

    expect(gone).not.toBeInstanceOf(DunlinError);
    expect(isDunlinError(gone, 'TWEET_NOT_FOUND')).toBe(true);
    expect(isErrorOf(client.likes.create, gone)).toBe(true);
    expect(await safe(Promise.reject(gone))).toEqual({ data: undefined, error: gone });
    expect(isDunlinError(undefined)).toBe(false);
  });

  test('takes all codes of a stand-in whose name every object has', () => {
    const gone = new DunlinError('TWEET_NOT_FOUND', 'gone');
    const standIns = { async constructor() {} };

    expect(isErrorOf(standIns.constructor, gone)).toBe(true);
  });

  const gone = new DunlinError('TWEET_NOT_FOUND', 'gone');
  const taken = new DunlinError('USERNAME_TAKEN', 'taken');

  test('is true of what the operation can fail with, and of nothing else', () => {
    expect(isErrorOf(client.likes.create, gone)).toBe(true);
    expect(isErrorOf(client.likes.create, taken)).toBe(false);
    expect(isErrorOf(client.auth.register, taken)).toBe(true);
    expect(isErrorOf(uploadMedia, taken)).toBe(false);
    expect(isErrorOf(uploadMedia, new DunlinError('MEDIA_TOO_LARGE', 'large'))).toBe(true);
    expect(isErrorOf(client.likes.create, new Error('TWEET_NOT_FOUND'))).toBe(false);
  });

  test('is true of what any call can fail with', () => {
    expect(isErrorOf(client.likes.create, new DunlinError('NETWORK_ERROR', 'cut off'))).toBe(true);
    expect(isErrorOf(client.auth.logout, new DunlinError('SESSION_ENDED', 'ended'))).toBe(true);
  });

  test('takes a stand-in at its word', () => {
    client.likes.create = async () => Promise.reject(gone);
    expect(isErrorOf(client.likes.create, gone)).toBe(true);
  });
});

function listFunctions(level: object, prefix = ''): string[] {
  return Object.entries(level).flatMap(([name, value]) =>
    typeof value === 'function' ? [`${prefix}${name}`] : listFunctions(value, `${prefix}${name}.`),
  );
}

/** As much of a tweet as a test of an app makes up. */
function tweetOf(text: string): Tweet {
  return { text } as Tweet; // `as`: nobody reads the rest
}
