import { appRouter, reindexSearch } from '@dunlin/api';
import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { indexTweets } from '../src/search/index-tweets.ts';
import { indexUsers, refreshUsers } from '../src/search/index-users.ts';
import { apply } from './apply.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const { services } = app.api;
const [reader] = await app.createUsers('reader');

describe('search.tweets', () => {
  test('finds a tweet by any form of its words, with what matched, until it says something else', async () => {
    const [author] = await app.createUsers('runner');
    const { id } = await app.as(author).tweets.create({ text: 'She runs with quokkas every single morning' });
    const french = await post(author, 'Les quokkas mangeaient des pommes dans le jardin');
    const expected = {
      tweet: { id },
      highlights: [
        { start: 4, end: 8 },
        { start: 14, end: 21 },
      ],
    };
    expect(await search('running quokkas')).toMatchObject([expected]);
    expect(await find('quokka mangeait')).toEqual([french]);
    expect(await find('"runs with" -french')).toEqual([id]);

    await app.as(author).tweets.update({ id, text: 'She swims with numbats every single morning' });
    await app.drain();
    expect(await find('quokkas')).toEqual([french]);
    expect(await find('numbats swimming')).toEqual([id]);

    await app.as(author).tweets.delete({ id });
    expect(await find('numbats')).toEqual([]);
    await app.drain();
    expect(await find('numbats')).toEqual([]);
  });

  test('shows no highlights of a text that has been edited since it was indexed', async () => {
    const [author] = await app.createUsers('edits');
    const id = await post(author, 'wombats here');
    await services.db.updateTable('tweets').set({ text: 'here are wombats' }).where('id', '=', id).execute();
    services.hints.publish('tweets', [id]);
    expect(await search('wombats')).toMatchObject([{ tweet: { text: 'here are wombats' }, highlights: [] }]);
  });

  test('narrows by every operator, and leaves out what a negated one has', async () => {
    const [ada, bob] = await app.createUsers('op_ada', 'op_bob');
    const plain = await post(ada, 'opterm one');
    const rich = await post(bob, 'opterm #OpTag @op_ada https://example.org/x', plain);
    await app.as(ada).likes.create({ id: rich });
    await app.drain();
    const today = new Date().toISOString().slice(0, 10);
    for (const part of ['from:op_bob', 'to:OP_ADA', '#optag', '@op_ada', 'has:links', '"example org"']) {
      expect(await find(`opterm ${part}`), part).toEqual([rich]);
      expect(await find(`opterm -${part}`), part).toEqual([plain]);
    }
    expect(await find('opterm min_likes:1')).toEqual([rich]);
    expect(await find(`opterm since:${today}`)).toEqual([rich, plain]);
    expect(await find(`opterm until:${today}`)).toEqual([]);
    expect(await find('opterm has:media')).toEqual([]);
    await addMedia(ada, plain);
    expect(await find('opterm has:media')).toEqual([plain]);
    expect(await find('from:op_bob')).toEqual([rich]);

    await app.as(ada).likes.delete({ id: rich });
    await app.drain();
    expect(await find('opterm min_likes:1')).toEqual([]);
  });

  test('finds quotes and replies, and no retweet', async () => {
    const [ada, bob] = await app.createUsers('rt_ada', 'rt_bob');
    const id = await post(ada, 'retweetable');
    await app.as(bob).retweets.create({ id });
    const quote = await app.as(bob).tweets.create({ text: 'retweetable, I say', quotedId: id });
    await app.drain();
    expect(await find('retweetable')).toEqual([quote.id, id]);
  });

  test('says what cannot be read, and where', async () => {
    expect(await rejection(search('cats from:a! since:x'))).toMatchObject({
      code: 'INVALID_SEARCH_QUERY',
      status: 400,
      issues: [
        { path: 'q', message: expect.stringContaining('At character 6: `from:`') },
        { path: 'q', message: expect.stringContaining('At character 14: `since:` takes a day') },
      ],
    });
  });

  test('takes a cursor of the same query and order only', async () => {
    const [author] = await app.createUsers('cursors');
    for (const text of ['cursorial a', 'cursorial b']) await post(author, text);
    const { nextCursor } = await app.as(reader).search.tweets({ q: 'cursorial', limit: 1 });
    const cursor = nextCursor ?? '';
    const others = [{ q: 'cursorial a' }, { q: 'cursorial', sort: 'newest' }] as const;
    for (const other of others) {
      expect(await rejection(app.as(reader).search.tweets({ ...other, cursor }))).toMatchObject({
        code: 'INVALID_CURSOR',
      });
    }
  });

  test('is given up when its client leaves', async () => {
    const ctx = app.api.createContext({ requestId: 'test', authorization: `Bearer ${reader.accessToken}` });
    const caller = appRouter.createCaller(ctx, { signal: AbortSignal.abort() });
    const calls = [
      caller.search.tweets({ q: 'cats' }),
      caller.search.users({ q: 'cats' }),
      caller.search.hashtags({ q: 'cats' }),
    ];
    for (const answer of await Promise.all(calls.map(rejection))) {
      expect(answer).toMatchObject({ code: 'REQUEST_ABORTED' });
    }
  });

  test('asks for the forms of so many words at most, and finds what is pasted whole', async () => {
    let asked = 0;
    await using counting = await createTestApp({
      onQuery({ sql, parameters: [dictionaries] }) {
        if (sql.includes('ts_lexize') && Array.isArray(dictionaries)) asked += dictionaries.length;
      },
    });
    const [ann] = await counting.createUsers('pastes');
    const han = (length: number) =>
      Array.from({ length }, (_, index) => String.fromCodePoint(0x4e00 + index * 7)).join('');
    const address = `https://a.example/${Array.from({ length: 60 }, (_, index) => `w${index}`).join('/')}`;
    const ids: string[] = [];
    for (const text of [han(140), address]) ids.push((await counting.as(ann).tweets.create({ text })).id);
    await counting.drain();
    const find = async (q: string) =>
      (await counting.as(ann).search.tweets({ q })).items.map(({ tweet }) => tweet.id);

    asked = 0;
    expect(await find(han(500))).toEqual([]);
    expect(await find(han(140))).toEqual([ids[0]]);
    expect(asked).toBe(0);
    expect(await find(address)).toEqual([ids[1]]);
    expect(asked).toBe(0);
    const letters = Array.from({ length: 250 }, (_, index) => String.fromCodePoint(0x4d0 + index)).join('/');
    expect(await find(letters)).toEqual([]);
    const twenty = Array.from({ length: 20 }, (_, index) => `word${index}/form${index}`).join(' ');
    expect(await find(twenty)).toEqual([]);
    expect(asked).toBe(40 * 28);
  });

  test('answers any text with a page, or with what is wrong with it', async () => {
    const hostile = [
      "'",
      '\\',
      ':*',
      '<->',
      '|',
      '&',
      '!',
      '(',
      ')',
      '%',
      '_',
      '--',
      ';',
      '$1',
      ' ',
      'cat',
      '-',
      '"',
    ];
    const text = fc.array(
      fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'grapheme', maxLength: 4 })),
    );
    await fc.assert(
      fc.asyncProperty(text, async (pieces) => {
        const q = pieces.join('').slice(0, 200);
        const error = await app
          .as(reader)
          .search.tweets({ q })
          .then(
            () => undefined,
            (reason) => rejection(Promise.reject(reason)),
          );
        expect(error?.code ?? 'INVALID_SEARCH_QUERY').toMatch(/^(INVALID_SEARCH_QUERY|VALIDATION_FAILED)$/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('what the viewer may not see', () => {
  test('is not found, nor told by a cursor: private accounts', async () => {
    const [shy, friend] = await app.createUsers('shy', 'friend');
    await app.as(friend).follows.create({ id: shy.id });
    for (let number = 0; number < 8; number += 1) await post(shy, `hushhush #hushtag ${number}`);
    expect(await find('hushhush')).toHaveLength(8);
    await app.as(shy).users.update({ id: shy.id, private: true });
    expect(await find('hushhush')).toEqual([]);
    await app.drain();
    for (const q of ['hushhush', 'from:shy', '#hushtag', 'hushhush from:shy']) {
      const page = await app.as(reader).search.tweets({ q, limit: 1 });
      expect(page).toEqual({ items: [], nextCursor: null });
    }
    expect(await hashtags('hushtag')).toEqual({});
    for (const user of [shy, friend]) expect(await find('hushhush', user)).toHaveLength(8);

    await app.as(shy).users.update({ id: shy.id, private: false });
    await app.drain();
    expect(await find('hushhush')).toHaveLength(8);
    expect(await hashtags('hushtag')).toEqual({ hushtag: 8 });
  });

  test('is not found: blocked either way, suspended and deleted authors, and muted ones unless they are named', async () => {
    const [viewer, blocked, blocker, muted, suspended, deleted] = await app.createUsers(
      ...(['v_viewer', 'v_blocked', 'v_blocker', 'v_muted', 'v_suspended', 'v_deleted'] as const),
    );
    const authors = [blocked, blocker, muted, suspended, deleted];
    for (const author of authors) await post(author, `visibile #vtag by ${author.username}`);
    await refreshUsers(
      services,
      authors.map(({ id }) => id),
    );
    await app.as(viewer).moderation.block({ id: blocked.id });
    await app.as(blocker).moderation.block({ id: viewer.id });
    await app.as(viewer).moderation.mute({ id: muted.id });
    await app.db
      .updateTable('users')
      .set({ suspendedAt: sql`now()` })
      .where('id', '=', suspended.id)
      .execute();
    services.hints.publish('users', [suspended.id]);
    await app.as(deleted).users.delete({ id: deleted.id });
    const looks = async () => {
      expect(await find('visibile', viewer)).toEqual([]);
      expect(await find('visibile from:v_muted', viewer)).toHaveLength(1);
      expect((await app.as(viewer).search.users({ q: 'v_' })).items.map(({ id }) => id)).toEqual([muted.id]);
    };
    await looks();
    await apply(services, indexUsers, [{ type: 'user.updated', userId: suspended.id }]);
    await app.drain();
    await looks();
    expect(await hashtags('vtag')).toEqual({ vtag: 3 });
  });
});

describe('search.users', () => {
  test('finds exact names first, then beginnings, then misspelt ones, as the viewer sees them', async () => {
    const users = await app.createUsers('grace', 'grace_hopper', 'gracie_h');
    await refreshUsers(
      services,
      users.map(({ id }) => id),
    );
    const { items } = await app.as(reader).search.users({ q: '@Grace' });
    expect(items.map(({ username }) => username)).toEqual(['grace', 'grace_hopper', 'gracie_h']);
    expect(items[0]).toMatchObject({ viewer: { following: false } });
    const misspelt = await app.as(reader).search.users({ q: 'grace hoper' });
    expect(misspelt.items.map(({ username }) => username)).toContain('grace_hopper');
  });

  test('knows who registered, and what they call themselves now', async () => {
    const { user, accessToken } = await app.anonymous().auth.register({
      ...{ username: 'newcomer', email: 'newcomer@example.org', password: 'correct horse battery' },
    });
    const caller = app.anonymous({ authorization: `Bearer ${accessToken}` });
    await app.drain();
    const found = async (q: string) => (await caller.search.users({ q })).items.map(({ id }) => id);
    expect(await found('newcomer')).toEqual([user.id]);
    await caller.users.update({ id: user.id, displayName: 'Bartholomäus' });
    await app.drain();
    expect(await found('bartolomaus')).toEqual([user.id]);
    await caller.users.delete({ id: user.id });
    await app.drain();
    const { items } = await app.as(reader).search.users({ q: 'newcomer' });
    expect(items).toEqual([]);
  });
});

describe('search.hashtags', () => {
  test('finds hashtags by their beginning, misspelt, and with how many tweets carry them', async () => {
    const [author] = await app.createUsers('tagger');
    await post(author, '#Capybara #capybara #capybaras');
    await post(author, '#capybara');
    expect(await hashtags('#CAPY')).toEqual({ Capybara: 2, capybaras: 1 });
    expect(await hashtags('capibara')).toMatchObject({ Capybara: 2 });
  });
});

describe('the index', () => {
  test('lists what an author wrote in as many steps as it takes, each by what the author is by then', async () => {
    const [author] = await app.createUsers('prolific');
    const steps: unknown[] = [];
    const search: typeof services.search = {
      ...services.search,
      within: (trx) => ({
        ...services.search.within(trx),
        async setAuthorListed(username, listed, after) {
          steps.push([username, listed, after]);
          await app.db.updateTable('users').set({ private: true }).where('id', '=', author.id).execute();
          return after === undefined ? '17' : undefined;
        },
      }),
    };
    await refreshUsers({ ...services, search }, [author.id]);
    expect(steps).toEqual([
      ['prolific', true, undefined],
      ['prolific', false, '17'],
    ]);
  });

  test('comes to the same whichever order its jobs run in, and however often', async () => {
    const [author] = await app.createUsers('orders');
    const kept = await post(author, 'orderly #ordertag');
    const gone = await post(author, 'orderly #ordertag');
    await app.as(author).tweets.delete({ id: gone });
    await app.drain();
    const told = [kept, gone].flatMap((tweetId) => {
      const ids = { tweetId, authorId: author.id };
      return [
        { type: 'tweet.deleted' as const, ...ids },
        { type: 'tweet.created' as const, ...ids, conversationId: tweetId },
        { type: 'tweet.updated' as const, ...ids },
      ];
    });
    await Promise.all([apply(services, indexTweets, told), apply(services, indexTweets, told.toReversed())]);
    expect(await find('orderly')).toEqual([kept]);
    expect(await hashtags('ordertag')).toEqual({ ordertag: 1 });
  });

  test('is built again from the tables, by a command that may run beside a server', async () => {
    const [author] = await app.createUsers('rebuilt');
    const id = await post(author, 'rebuildable #rebuildtag');
    const gone = await post(author, 'rebuildable');
    await app.db.deleteFrom('searchTweets').where('tweetId', '=', id).execute();
    await app.db.updateTable('tweets').set({ deletedAt: sql`now()` }).where('id', '=', gone).execute();
    await app.db.deleteFrom('searchHashtags').where('hashtag', '=', 'rebuildtag').execute();
    const progress: { done: number; total: number }[] = [];

    const report = await reindexSearch(services, { onProgress: (step) => void progress.push(step) });

    expect(await find('rebuildable')).toEqual([id]);
    expect(await hashtags('rebuildtag')).toEqual({ rebuildtag: 1 });
    expect(progress.at(-1)).toEqual({
      done: report.users + report.tweets,
      total: report.users + report.tweets,
    });
    const { items } = await app.as(reader).search.users({ q: 'rebuilt' });
    expect(items.map(({ id }) => id)).toEqual([author.id]);
  });
});

async function search(q: string, viewer: TestUser = reader) {
  return (await app.as(viewer).search.tweets({ q, sort: 'newest' })).items;
}

async function find(q: string, viewer?: TestUser): Promise<string[]> {
  return (await search(q, viewer)).map(({ tweet }) => tweet.id);
}

async function hashtags(q: string): Promise<Record<string, number>> {
  const { items } = await app.as(reader).search.hashtags({ q });
  return Object.fromEntries(items.map(({ name, tweetCount }) => [name, tweetCount]));
}

async function post(author: TestUser, text: string, replyToId?: string): Promise<string> {
  const { id } = await app.as(author).tweets.create({ text, ...(replyToId && { replyToId }) });
  await app.drain();
  return id;
}

async function addMedia({ id: ownerId }: TestUser, tweetId: string): Promise<void> {
  const file = { kind: 'image', status: 'ready', contentType: 'image/png', bytes: 1, receivedBytes: 1 };
  await app.db
    .insertInto('media')
    .values({ ...file, ownerId, tweetId, position: 0 })
    .execute();
  await apply(services, indexTweets, [{ type: 'tweet.updated', tweetId, authorId: ownerId }]);
}
