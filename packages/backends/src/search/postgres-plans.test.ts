import { createDatabase } from '@dunlin/db';
import { createTestDatabase } from '@dunlin/harness';
import { CompiledQuery, sql } from 'kysely';
import { afterAll, expect, inject, test } from 'vitest';
import { createPostgresSearch } from './postgres.ts';
import type { TweetSearch, TweetTerm } from './search.ts';

let statements: { sql: string; parameters: readonly unknown[] }[] = [];
const database = await createTestDatabase(inject('postgresUrl'));
const db = createDatabase({ url: database.url, onQuery: (query) => void statements.push(query) });
afterAll(async () => {
  await db.destroy();
  await database[Symbol.asyncDispose]();
});
const search = createPostgresSearch(db);
await fill();

const positive = { negated: false };
const rare: TweetTerm = { ...positive, kind: 'word', text: 'w3999' };
const common: TweetTerm = { ...positive, kind: 'word', text: 'w1' };
const searches: Record<string, readonly TweetTerm[]> = {
  'a rare word': [rare],
  'a common word': [common],
  'a word that nobody wrote': [{ ...rare, text: 'nobody' }],
  'a rare and a common word': [rare, common],
  'a phrase of common words': [{ ...positive, kind: 'phrase', text: 'w1 w2' }],
  'a word, and another left out': [rare, { ...common, negated: true }],
  'an author': [{ ...positive, kind: 'from', username: 'user7' }],
  'an author and a common word': [{ ...positive, kind: 'from', username: 'user7' }, common],
  'answers to an author': [{ ...positive, kind: 'to', username: 'user7' }],
  'a hashtag': [{ ...positive, kind: 'hashtag', name: 'tag7' }],
  'a mention': [{ ...positive, kind: 'mention', username: 'user7' }],
  'a short time long ago': [
    { ...positive, kind: 'since', at: new Date('2024-01-03T00:00:00Z') },
    { ...positive, kind: 'until', at: new Date('2024-01-03T02:00:00Z') },
  ],
  media: [{ ...positive, kind: 'has', what: 'media' }],
  'a rare language': [{ ...positive, kind: 'lang', language: 'sv' }],
  'a common language': [{ ...positive, kind: 'lang', language: 'en' }],
  'many likes': [{ ...positive, kind: 'min_likes', likes: 1000 }],
};
const orders = ['newest', 'relevance'] as const;

test.for(
  Object.entries(searches).flatMap(([name, terms]) => orders.map((sort) => [name, sort, terms] as const)),
)('a search for %s, by %s, reads no table whole on any page', async ([, sort, terms]) => {
  const page: TweetSearch = { ways: [terms], sort, alsoBy: ['user1', 'user2'], limit: 20 };
  const first = await run(() => search.searchTweets(page));
  const after = first.at(-1)?.position;
  if (after !== undefined) await run(() => search.searchTweets({ ...page, after }));
});

test.for(['a', 'c4c', 'c4ca', 'c4ca4238a0', 'c4ac423', 'c4ca4 238a0'])(
  'a search for users called %s reads no table whole',
  async (text) => {
    await run(() => search.searchUsers({ text, limit: 20 }));
  },
);

test.for(['a', 'c4c', 'c4ca4238a0', 'c4ac423'])(
  'a search for hashtags like %s reads no table whole',
  async (text) => {
    await run(() => search.searchHashtags({ text, limit: 20 }));
  },
);

test('writes read no table whole', async () => {
  const document = {
    ...{
      id: '50000',
      author: 'user7',
      replyTo: null,
      mentions: [],
      hashtags: ['tag7'],
      text: 'w1 w2',
      language: 'en',
    },
    ...{ createdAt: new Date(), hasMedia: false, hasLinks: false, likes: 1, listed: true },
  };
  await run(() => search.indexTweets([document]));
  await run(() => search.setAuthorListed('user7', false));
  await run(() => search.removeTweets(['50000']));
  await run(() => search.removeUsers(['7']));
});

/** @throws when a statement reads a table of the index whole. */
async function run<Result>(action: () => Promise<Result>): Promise<Result> {
  statements = [];
  const result = await action();
  const ran = statements.filter((statement) => statement.sql.includes('search_'));
  expect(ran.length).toBeGreaterThan(0);
  for (const statement of ran) {
    const explain = CompiledQuery.raw(`explain ${statement.sql}`, [...statement.parameters]);
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': string }>(explain);
    const plan = rows.map((row) => Object.values(row).join()).join('\n');
    expect(plan).not.toMatch(/Seq Scan on search_/);
  }
  return result;
}

/** 100,000 tweets of 8 words each, the low ones common; 20,000 users and as many hashtags. */
async function fill(): Promise<void> {
  // Making an index takes a tenth of the time that filling it row by row takes.
  const { rows: indexes } = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'search_tweets' and indexname <> 'search_tweets_pkey'`.execute(db);
  for (const { name } of indexes) await sql`drop index ${sql.ref(name)}`.execute(db);
  await sql`
    with texts as materialized (
      select text_id, string_agg('w' || word, ' ' order by place) as text,
        string_agg(format('w%s:%s =w%s:%s', word, place, word, place), ' ')::tsvector as words
      from generate_series(0, 4999) text_id
      cross join lateral (
        select place, (4000 * (((text_id * 7919 + place * 104729) % 10007) / 10007.0) ^ 3)::integer as word
        from generate_series(1, 8) place
      ) as chosen
      group by text_id
    )
    insert into search_tweets (
      tweet_id, author, reply_to, mentions, hashtags, text, words, language, created_at, has_media, has_links, likes, listed
    )
    select n, 'user' || n % 20000, case when n % 5 = 0 then 'user' || n % 7000 end,
      case when n % 4 = 0 then array['user' || n % 9000] else '{}' end,
      case when n % 3 = 0 then array['tag' || n % 20000] else '{}' end,
      text, words, case when n % 1000 = 0 then 'sv' else 'en' end,
      timestamptz '2024-01-01Z' + n * interval '1 minute', n % 50 = 0, n % 10 = 0, case when n % 500 = 0 then n % 1000 + 500 else n % 9 end,
      n % 100 > 0
    from generate_series(1, 100000) n join texts on text_id = n % 5000`.execute(db);
  for (const { definition } of indexes) await sql.raw(definition).execute(db);
  await sql`
    insert into search_users (user_id, username, name)
    select n, substr(md5(n::text), 1, 10), substr(md5('first' || n), 1, 6) || ' ' || substr(md5('last' || n), 1, 8)
    from generate_series(1, 20000) n`.execute(db);
  await sql`
    insert into search_hashtags (hashtag, name, tweet_count)
    select name, name, n % 50 + 1 from generate_series(1, 20000) n cross join lateral substr(md5(n::text), 1, 10) as name`.execute(
    db,
  );
  await sql`analyze search_tweets, search_users, search_hashtags`.execute(db);
}
