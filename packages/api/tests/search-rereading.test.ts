import { createTestApp } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { measureReread, rereadSearch } from '../src/search/reread.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const { services } = app.api;
const [author, reader] = await app.createUsers('author', 'reader');

const find = async (q: string) =>
  (await app.as(reader).search.tweets({ q })).items.map(({ tweet }) => tweet.id);

async function post(text: string): Promise<string> {
  const { id } = await app.as(author).tweets.create({ text });
  await app.drain();
  return id;
}

describe('what was read otherwise before an upgrade', () => {
  beforeEach(async () => {
    await rereadSearch(services);
    expect(await measureReread(app.db)).toBe(1);
  });

  test('is read again: its words, its language, its hashtags, and which of these are hidden from trends', async () => {
    const id = await post('Ein Straßencafé #Caféhaus');
    await sql`update search_tweets set words = '''=straßencafé'':1', hashtags = array['caféhaus'], language = 'fr' where tweet_id = ${id}`.execute(
      app.db,
    );
    await sql`delete from search_hashtags where hashtag = 'cafehaus'`.execute(app.db);
    await sql`insert into search_hashtags (hashtag, name, tweet_count) values ('caféhaus', 'cafehaus', 1)`.execute(
      app.db,
    );
    await sql`update tweet_hashtags set hashtag = 'caféhaus' where tweet_id = ${id}`.execute(app.db);
    await sql`insert into hidden_hashtags (hashtag) values ('caféhaus'), ('naïf'), ('naif')`.execute(app.db);
    await sql`update search_reading set version = 0, rereading = null`.execute(app.db);
    expect([await find('strassencafe'), await find('#cafehaus')]).toEqual([[], []]);
    expect(await measureReread(app.db)).toBe(0);

    await rereadSearch(services);
    expect([await find('strassencafe'), await find('#cafehaus'), await find('lang:de')]).toEqual([
      ...[[id], [id], [id]],
    ]);
    const { rows } = await sql<{ hashtag: string }>`
      select hashtag from search_hashtags union all select hashtag from tweet_hashtags
      union all select hashtag from hidden_hashtags`.execute(app.db);
    expect(rows.map(({ hashtag }) => hashtag).sort()).toEqual([
      ...['cafehaus', 'cafehaus', 'cafehaus', 'naif', 'naïf'],
    ]);
    expect(await measureReread(app.db)).toBe(1);
  });

  test('is read from where it was stopped, and not again once it is done', async () => {
    const [first, second] = [await post('erster'), await post('zweiter')];
    const spoil = () => sql`update search_tweets set words = ''`.execute(app.db);
    await sql`update search_reading set version = 0, rereading = null`.execute(app.db);
    await spoil();
    await rereadSearch({ ...services, stopping: AbortSignal.abort() });
    expect(await find('erster')).toEqual([]);
    await sql`update search_reading set reread_up_to = ${first}`.execute(app.db);
    expect(await measureReread(app.db)).toBeLessThan(1);
    await rereadSearch(services);
    expect([await find('erster'), await find('zweiter')]).toEqual([[], [second]]);
    await spoil();
    await rereadSearch(services);
    expect(await find('zweiter')).toEqual([]);
  });
});

test('hashtags that are typed otherwise are one, with one count, shown as most write it', async () => {
  const [spelt, other, plain] = [
    await post('#Straßenfest'),
    await post('#Straßenfest!'),
    await post('#STRASSENFEST'),
  ];
  expect(await find('#strassenfest')).toEqual([plain, other, spelt]);
  expect((await app.as(reader).search.hashtags({ q: 'strassenf' })).items).toEqual([
    { name: 'Straßenfest', tweetCount: 3 },
  ]);
});

test.each(['#シン・エヴァンゲリオン', '#خلیج‌فارس', '#র‍্যাব', '#Col·lecció', '#צה״ל', '#תל־אביב', '#ラ〜メン'])(
  'a hashtag is found as it is written: %s',
  async (hashtag) => {
    const id = await post(`see ${hashtag} here`);
    await post(`see ${hashtag.slice(0, 3)} here`);
    expect(await find(hashtag)).toEqual([id]);
  },
);

test('a whole post can be pasted, and what looks like syntax is text', async () => {
  const text =
    'Danke:) heute läuft der Server auf localhost:3000 (endlich) und das Radio sagt breaking:earthquake, ' +
    'aber wir bauen weiter an C++ und C# bis die Sonne untergeht und alle nach Hause gehen "so';
  const id = await post(text);
  expect(await find(text)).toEqual([id]);
  for (const q of ['"localhost:3000', 'C++ OR nirgends', '(nirgends OR endlich) server', 'lang:german danke'])
    expect([q, await find(q)]).toEqual([q, [id]]);
});
