import { inspect } from 'node:util';
import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { findFreePort } from '@dunlin/harness/free-port';
import {
  canRunTypesense,
  startTypesenseCluster,
  startTypesenseServer,
  type TypesenseServer,
  typesenseTitle,
} from '@dunlin/harness/typesense-server';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import type { Search, TweetDocument } from './search.ts';
import { createStems, type LoadStems } from './stems.ts';
import { createNodes } from './typesense/nodes.ts';
import { openTypesenseSearch } from './typesense.ts';

describe.runIf(canRunTypesense)(`a Typesense that is not as it should be, ${typesenseTitle}`, () => {
  const stack = new AsyncDisposableStack();
  let loadStems: LoadStems;
  let server: TypesenseServer;
  beforeAll(async () => {
    const database = stack.use(await createTestDatabase(inject('postgresUrl')));
    const db = createDatabase({ url: database.url });
    stack.defer(() => db.destroy());
    loadStems = createStems(db);
    server = stack.use(await startTypesenseServer());
  });
  afterAll(() => stack.disposeAsync());
  const open = (options: { url?: string; apiKey?: string } = {}) =>
    openTypesenseSearch({
      urls: [options.url ?? server.url],
      apiKey: options.apiKey ?? server.apiKey,
      loadStems,
    });

  test('refuses a wrong key, which the error does not tell', async () => {
    const error = await open({ apiKey: 'guessed-key' }).catch((error: unknown) => error);
    expect(error).toMatchObject({ name: 'TypesenseError', fault: 'refused' });
    expect(inspect(error)).not.toContain('guessed-key');
  });

  test('is told from one that is not there', async () => {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    await expect(open({ url })).rejects.toThrow(`Typesense at ${url} cannot be reached (ECONNREFUSED)`);
  });

  test('that holds what another version wrote says so', async () => {
    const replica = await open();
    await expect(async () => replica.has('v2_older')).rejects.toMatchObject({ fault: 'incompatible' });
    expect(await replica.has('v4_lost')).toBe(false);
  });

  test('keeps one generation of an installation, all of others, and what is not of this product', async () => {
    const { send } = createNodes({ urls: [server.url], apiKey: server.apiKey });
    const body = { name: 'dunlin_tweets_elsewhere', fields: [{ name: 'a', type: 'string' }] };
    await send({ method: 'POST', path: '/collections', body, timeoutMs: 10_000 });
    const replica = await open();
    const created: string[] = [];
    for (const installation of ['test', 'test', 'other']) created.push(await replica.create(installation));
    const [older = '', newer = '', others = ''] = created;
    const standing = () => Promise.all([older, newer, others].map((generation) => replica.has(generation)));
    expect(await standing()).toEqual([true, true, true]);
    await replica.keepOnly(newer);
    await replica.keepOnly(newer);
    expect(await standing()).toEqual([false, true, true]);
    await replica.keepOnly(others);
    expect(await standing()).toEqual([false, true, true]);
    await send({ method: 'GET', path: `/collections/${body.name}`, timeoutMs: 10_000 });
  });

  test('answers again, with all that it acknowledged, after it was killed', async () => {
    const replica = await open();
    const search = replica.of(await replica.create('test'));
    const ids = Array.from({ length: 300 }, (_, index) => String(4_100_000_000_000_000_000n + BigInt(index)));
    await search.indexTweets(ids.map((id) => document({ id, text: 'survivor' })));
    await server.kill();
    await expect(idsOf(search, 'survivor')).rejects.toMatchObject({ fault: 'unreachable' });
    await server.restart();
    expect(await idsOf(search, 'survivor')).toEqual(ids.slice(-100).reverse());
  });

  test('has lost its collections with its data, which is no answer of nothing', async () => {
    const replica = await open();
    const search = replica.of(await replica.create('test'));
    await server.restart({ keepData: false });
    await expect(idsOf(search, 'survivor')).rejects.toMatchObject({ fault: 'missing' });
    await expect(search.indexTweets([document({ text: 'late' })])).rejects.toMatchObject({
      fault: 'missing',
    });
  });

  test('of three nodes goes on answering and takes writes without one of them', async () => {
    await using cluster = new AsyncDisposableStack();
    const nodes = await startTypesenseCluster(3);
    for (const node of nodes) cluster.use(node);
    const urls = nodes.map(({ url }) => url);
    const replica = await openTypesenseSearch({ urls, apiKey: server.apiKey, loadStems });
    const search = replica.of(await replica.create('test'));
    const [first, second] = ['4200000000000000001', '4200000000000000002'];
    await search.indexTweets([document({ id: first, text: 'clustered' })]);
    await expect.poll(() => idsOf(search, 'clustered')).toEqual([first]);
    nodes[0]?.freeze();
    const late = idsOf(search, 'clustered', AbortSignal.timeout(500));
    await expect(late).rejects.toMatchObject({ name: 'TimeoutError' });
    // What is frozen may have told the others of the write, and not yet that it holds.
    await expect.poll(() => idsOf(search, 'clustered', AbortSignal.timeout(500))).toEqual([first]);
    await nodes[0]?.kill();
    // Where it led the others, they take a while to choose another.
    await vi.waitFor(() => search.indexTweets([document({ id: second, text: 'clustered' })]), {
      timeout: 30_000,
      interval: 100,
    });
    await expect.poll(() => idsOf(search, 'clustered')).toEqual([second, first]);
  }, 120_000);
});

function document(fields: Partial<TweetDocument>): TweetDocument {
  return {
    ...{ id: '4000000000000000000', author: 'ada', replyTo: null, mentions: [], hashtags: [], text: '' },
    ...{ language: 'und', createdAt: new Date(), hasMedia: false, hasLinks: false, likes: 0, listed: true },
    ...fields,
  };
}

async function idsOf(search: Search, text: string, signal?: AbortSignal) {
  const terms = [{ kind: 'word', text, negated: false }] as const;
  const hits = await search.searchTweets({ ways: [terms], sort: 'newest', alsoBy: [], limit: 100, signal });
  return hits.map(({ id }) => id);
}
