import { checkReplica, prepareReplica, readReplicaState, reindexReplica } from '@dunlin/api';
import { createStems, type Search, type SearchReplica } from '@dunlin/backends/search';
import { openTypesenseSearch } from '@dunlin/backends/search/typesense';
import type { Database } from '@dunlin/db';
import { createTestApp, rejection, type TestApp } from '@dunlin/harness';
import {
  canRunTypesense,
  startTypesenseServer,
  type TypesenseServer,
  typesenseTitle,
} from '@dunlin/harness/typesense-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refreshTweets } from '../src/search/index-tweets.ts';
import { refreshUsers } from '../src/search/index-users.ts';
import { notePending } from '../src/search/replica/pending.ts';
import { verifySearch } from '../src/search/verify-search.ts';

describe.runIf(canRunTypesense)(`a search replica, ${typesenseTitle}`, () => {
  const stack = new AsyncDisposableStack();
  let server: TypesenseServer;
  let app: TestApp;
  let replica: SearchReplica;
  let answers: string[] = [];
  const open = async (db: Database) => {
    const { url, apiKey } = server;
    replica = await openTypesenseSearch({ urls: [url], apiKey, loadStems: createStems(db) });
    await prepareReplica(db, replica);
    return { ...replica, of: (generation: string) => breakingOff(replica.of(generation)) };
  };
  let breaksOff = false;
  /** Fails, when it is to, where a search goes on. */
  const breakingOff = (search: Search): Search => ({
    ...search,
    searchTweets: async (page) => {
      if (breaksOff && page.after !== undefined) throw new Error('It broke off.');
      return search.searchTweets(page);
    },
  });
  beforeAll(async () => {
    server = stack.use(await startTypesenseServer());
    app = stack.use(await createTestApp({ prepareSearchReplica: open }));
    [writer] = await app.createUsers('writer');
  });
  afterAll(() => stack.disposeAsync());
  let writer: Awaited<ReturnType<TestApp['createUsers']>>[number];
  beforeEach(() => {
    answers = [];
    app.errors.length = 0;
  });

  const services = () => ({ db: app.db, own: app.api.services.search, replica });
  const post = async (text: string) => (await app.as(writer).tweets.create({ text })).id;
  const search = async (q: string, page: { limit?: number; cursor?: string; sort?: 'newest' } = {}) =>
    app
      .as(writer, {
        onSearchAnswer: ({ engine, reason = '' }) => answers.push(`${engine} ${reason}`.trim()),
      })
      .search.tweets({ q, ...page });
  const find = async (q: string) => (await search(q)).items.map(({ tweet }) => tweet.id);
  const verify = async () => {
    const { generation } = await readReplicaState(app.db);
    const { examples, ...counts } = await verifySearch(app.db, replica.of(generation ?? ''), {
      isReplica: true,
    });
    expect(examples).toEqual([]);
    return counts;
  };

  test('answers what was written, and the same as the database knows', async () => {
    const ids = [await post('replicated quokkas run'), await post('a quokka running')];
    await app.as(writer).likes.create({ id: ids[0] ?? '' });
    await app.drain();
    expect(await find('quokka run')).toEqual(ids.toReversed());
    expect(answers).toEqual(['typesense']);
    await app.as(writer).tweets.delete({ id: ids[1] ?? '' });
    await app.as(writer).users.update({ id: writer.id, private: true });
    await app.drain();
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0 });
    await app.as(writer).users.update({ id: writer.id, private: false });
    await app.drain();
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0, excused: 0 });
  });

  test('that is down is answered for, a walk of the newest goes on, and it catches up by itself', async () => {
    const before = [await post('downtime one'), await post('downtime two'), await post('downtime three')];
    await app.drain();
    const [newest, relevant] = [
      await search('downtime', { limit: 1, sort: 'newest' }),
      await search('downtime', { limit: 1 }),
    ];
    await server.kill();
    const during = await post('downtime four');
    const rest = await search('downtime', { cursor: newest.nextCursor ?? '', sort: 'newest' });
    expect(rest.items.map(({ tweet }) => tweet.id)).toEqual(before.slice(0, 2).reverse());
    expect(await rejection(search('downtime', { cursor: relevant.nextCursor ?? '' }))).toMatchObject({
      code: 'INVALID_CURSOR',
    });
    await expect.poll(() => find('downtime four')).toEqual([during]);
    expect(answers.at(-1)).toMatch(/^postgres/);
    const begun = await search('downtime', { limit: 1 });
    await server.restart();
    await expect
      .poll(async () => {
        await find('downtime four');
        return answers.at(-1);
      })
      .toBe('typesense');
    expect(await find('downtime four')).toEqual([during]);
    const walked = await search('downtime', { cursor: begun.nextCursor ?? '' });
    expect(walked.items).toHaveLength(3);
    expect(answers.at(-1)).toBe('postgres begun');
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0 });
  });

  test('that fails within a page has it answered whole by the database', async () => {
    const [hidden] = await app.createUsers('hidden');
    const id = await post('interrupted');
    await app.as(hidden).tweets.create({ text: 'interrupted' });
    await app.as(hidden).moderation.block({ id: writer.id });
    await refreshUsers(app.api.services, [hidden.id]);
    await app.drain();
    breaksOff = true;
    const found = await search('interrupted', { limit: 1 });
    breaksOff = false;
    expect(found.items.map(({ tweet }) => tweet.id)).toEqual([id]);
    expect(answers).toEqual(['typesense', 'postgres begun', 'postgres begun']);
    expect(await find('interrupted')).toEqual([id]);
  });

  test('that is frozen keeps no search waiting for more than half a second', async () => {
    const id = await post('frozen lake');
    await app.drain();
    server.freeze();
    for (let search = 0; search < 5; search++) expect(await find('frozen lake')).toEqual([id]);
    expect(answers).toEqual([...Array(3).fill('postgres late'), ...Array(2).fill('postgres resting')]);
    server.thaw();
    await expect
      .poll(async () => {
        await find('frozen');
        return answers.at(-1);
      })
      .toBe('typesense');
  });

  test('that is far behind does not answer', async () => {
    await server.kill();
    await app.db.transaction().execute((trx) => notePending(trx, 'tweet', ['1']));
    await app.db
      .updateTable('searchPending')
      .set({ since: new Date(Date.now() - 60_000) })
      .execute();
    await expect
      .poll(async () => {
        await find('anything');
        return answers.at(-1);
      })
      .toBe('postgres lagging');
    await server.restart();
    await expect
      .poll(() =>
        app
          .drain()
          .then(() => true)
          .catch(() => false),
      )
      .toBe(true);
  });

  test('that lost its data does not answer until it is built anew, while writes go on', async () => {
    const before = await post('lost and found');
    await app.drain();
    await server.restart({ keepData: false });
    expect(await find('lost found')).toEqual([before]);
    const after = await post('found after the loss');
    await expect.poll(async () => (await readReplicaState(app.db)).generation).toBe(null);
    expect(app.errors.map(String).join()).toContain('npm run search:reindex');
    const writing = post('found during the building');
    await reindexReplica(services());
    const during = await writing;
    await app.drain();
    await expect
      .poll(async () => {
        await find('found');
        return answers.at(-1);
      })
      .toBe('typesense');
    expect(new Set(await find('found'))).toEqual(new Set([before, after, during]));
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0 });
  });

  test('is built anew beside the one that answers, goes on after a kill, and one at a time', async () => {
    await app.drain();
    const { generation: old } = await readReplicaState(app.db);
    const killed = reindexReplica(services(), {
      onProgress: () => {
        throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    const { generation, rebuilding } = await readReplicaState(app.db);
    expect(generation).toBe(old);
    expect(await find('found')).toHaveLength(3);
    expect(answers).toEqual(['typesense']);
    const id = await post('found while it was half built');
    await app.drain();
    const progress: number[] = [];
    const [first, second] = await Promise.all([
      reindexReplica(services(), { onProgress: ({ done }) => progress.push(done) }),
      reindexReplica(services()),
    ]);
    expect([first, second].filter((report) => report === undefined)).toHaveLength(1);
    expect((await readReplicaState(app.db)).generation).toBe(rebuilding);
    expect([await replica.has(old ?? ''), await replica.has(rebuilding ?? '')]).toEqual([false, true]);
    await expect.poll(() => find('half built')).toEqual([id]);
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0 });
  });

  test('is repaired by one process at a time, and the other says that it was not the one', async () => {
    const check = checkReplica(app.api.services, replica);
    const repairs = await Promise.all([check.repair(), check.repair()]);
    expect(new Set(repairs)).toEqual(new Set([true, false]));
  });

  test('learns what a process wrote that has none, once it is built anew', async () => {
    await using other = await createTestApp({ peer: app });
    expect(await readReplicaState(app.db)).toMatchObject({ generation: null });
    const id = await post('written by another process');
    await app.drain();
    await reindexReplica(services());
    const { generation } = await readReplicaState(app.db);
    await replica.of(generation ?? '').removeTweets([id]);
    await refreshTweets(other.api.services, [id]);
    await app.drain();
    expect(await verify()).toMatchObject({ missing: 0, extra: 0, different: 0 });
  });

  test('is compared with the database: what it lacks, has too much and otherwise is told', async () => {
    const ids = [await post('verified one'), await post('verified two')];
    await app.drain();
    const { generation } = await readReplicaState(app.db);
    for (const index of [replica.of(generation ?? ''), app.api.services.search]) {
      await index.removeTweets(ids.slice(0, 1));
      await index.setAuthorListed('writer', false);
      await index.indexUsers([{ id: '77', username: 'nobody', displayName: 'Nobody' }]);
      const report = await verifySearch(app.db, index);
      expect(report).toMatchObject({ missing: 1, extra: 1, excused: 0 });
      expect(report.different).toBeGreaterThan(0);
      expect(report.examples).toContainEqual({ kind: 'missing', table: 'tweets', id: ids[0] });
    }
  });
});
