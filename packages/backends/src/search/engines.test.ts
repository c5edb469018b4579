import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { canRunTypesense, startTypesenseServer, typesenseTitle } from '@dunlin/harness/typesense-server';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFixture, not, phrase, word } from './conformance/fixture.ts';
import { createPostgresSearch } from './postgres.ts';
import type { Search, TweetDocument, TweetTerm } from './search.ts';
import { createStems } from './stems.ts';
import { openTypesenseSearch } from './typesense.ts';

/** What decision 27 tells of where the two engines are alike, and where not. */
describe.runIf(canRunTypesense)(`Postgres and Typesense, ${typesenseTitle}`, () => {
  const stack = new AsyncDisposableStack();
  let postgres: Search;
  let typesense: Search;
  beforeAll(async () => {
    const database = stack.use(await createTestDatabase(inject('postgresUrl')));
    const db = createDatabase({ url: database.url });
    stack.defer(() => db.destroy());
    const { url, apiKey } = stack.use(await startTypesenseServer());
    const replica = await openTypesenseSearch({ urls: [url], apiKey, loadStems: createStems(db) });
    typesense = replica.of(await replica.create('test'));
    postgres = createPostgresSearch(db);
  });
  afterAll(() => stack.disposeAsync());
  const { document, nextId } = createFixture(() => postgres);
  const add = async (tweets: readonly TweetDocument[]) => {
    for (const engine of [postgres, typesense]) await engine.indexTweets(tweets);
  };
  const find = async (engine: Search, terms: TweetTerm[], sort: 'newest' | 'relevance' = 'relevance') =>
    (await engine.searchTweets({ ways: [terms], sort, alsoBy: [], limit: 250 })).map(({ id }) => id);

  test('find and highlight the same tweets, newest first in the same order', async () => {
    const stock = [
      'Running',
      'runs',
      'ran',
      'well-known',
      'knows',
      'naïve',
      'Été',
      '東京都',
      'ประเทศไทย',
      '🎉',
    ];
    const words = [...stock, 'node.js', "don't", 'Ёлка', 'ёлки', 'chats', 'chat', 'the', 'of'];
    const languages = ['en', 'fr', 'ru', 'ja', 'und'];
    const pick = (number: number) => words[(number * 7919 + (number >> 3)) % words.length] ?? '';
    const tweets = Array.from({ length: 120 }, (_, index) =>
      document({
        text: Array.from({ length: 6 }, (_, place) => pick(index * 6 + place)).join(' '),
        language: languages[index % languages.length] ?? 'und',
      }),
    );
    await add(tweets);
    const queries: TweetTerm[][] = words.flatMap((one, index) => [
      [word(one)],
      [phrase(`${one} ${words[index + 1] ?? ''}`)],
      [
        word(one),
        word(words[(index + 5) % words.length] ?? ''),
        not(word(words[(index + 3) % words.length] ?? '')),
      ],
      [word(one), { kind: 'lang', language: 'en', negated: false }],
    ]);
    for (const terms of queries) {
      const search = { ways: [terms], sort: 'newest', alsoBy: [], limit: 250 } as const;
      expect(await typesense.searchTweets(search)).toEqual(await postgres.searchTweets(search));
    }
  });

  const createdAt = new Date(1_710_000_000_000);

  test('a word that stands twice counts in both; words next to each other count on Postgres alone', async () => {
    const twice = document({ text: 'kestrelish kestrelish among others here', createdAt });
    const once = document({ text: 'kestrelish among some others here', createdAt });
    const near = document({ text: 'osprey nest is what this is about', createdAt });
    const far = document({ text: 'osprey is what this is about nest', createdAt });
    await add([twice, once, near, far]);
    for (const engine of [postgres, typesense])
      expect(await find(engine, [word('kestrelish')])).toEqual([twice.id, once.id]);
    const terms = [word('osprey'), word('nest')];
    expect(await find(postgres, terms)).toEqual([near.id, far.id]);
    expect(await find(typesense, terms)).toEqual([far.id, near.id]);
  });

  test('by relevance Typesense goes on where Postgres ranked its newest two thousand', async () => {
    const tweets = Array.from({ length: 2_010 }, () => document({ text: 'plentiful', createdAt }));
    for (let from = 0; from < tweets.length; from += 500) await add(tweets.slice(from, from + 500));
    const count = async (engine: Search) => {
      const search = { ways: [[word('plentiful')]], sort: 'relevance', alsoBy: [], limit: 250 } as const;
      let found = 0;
      for (let after: string | undefined; ; ) {
        const hits = await engine.searchTweets({ ...search, after });
        found += hits.length;
        after = hits.at(-1)?.position;
        if (after === undefined) return found;
      }
    };
    expect([await count(postgres), await count(typesense)]).toEqual([2_000, 2_010]);
  });

  test('of a phrase that ten thousand tweets have both find the newest', async () => {
    const tweets = Array.from({ length: 10_100 }, () => document({ text: 'innumerable folk', createdAt }));
    for (let from = 0; from < tweets.length; from += 500) await add(tweets.slice(from, from + 500));
    const newest = tweets.slice(-250).map(({ id }) => id);
    for (const engine of [postgres, typesense])
      expect(await find(engine, [phrase('innumerable folk')], 'newest')).toEqual(newest.toReversed());
  }, 60_000);

  test('names that many begin with are 250 on Typesense; names with the halves changed are found on Postgres', async () => {
    const users = Array.from({ length: 260 }, (_, index) => ({
      id: nextId(),
      username: `manifold_${index}`,
      displayName: 'Manifold',
    }));
    const swapped = { id: nextId(), username: 'blackbird_owl', displayName: 'Owl' };
    for (const engine of [postgres, typesense]) await engine.indexUsers([...users, swapped]);
    const count = async (engine: Search, text: string) =>
      (await engine.searchUsers({ text, limit: 250 })).length;
    const walk = async (engine: Search) => {
      const first = await engine.searchUsers({ text: 'manifold_', limit: 250 });
      const rest = await engine.searchUsers({ text: 'manifold_', limit: 250, after: first.at(-1)?.position });
      return first.length + rest.length;
    };
    expect([await walk(postgres), await walk(typesense)]).toEqual([260, 250]);
    expect([await count(postgres, 'birdblack'), await count(typesense, 'birdblack')]).toEqual([1, 0]);
  });

  test('a phrase after a word that was said a thousand times is found on Typesense', async () => {
    const tweet = document({ text: `${'over and '.repeat(1_000)} overandover and done` });
    await add([tweet]);
    const terms = [phrase('overandover and done')];
    expect([await find(postgres, terms), await find(typesense, terms)]).toEqual([[], [tweet.id]]);
  });
});
