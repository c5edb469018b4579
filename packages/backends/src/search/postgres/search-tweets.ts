import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { listStemmedWords } from '../asked-words.ts';
import { toHighlights } from '../highlights.ts';
import type { OwnTweetSearch, TweetHit, TweetSearch, TweetTerm } from '../search.ts';
import type { LoadStems } from '../stems.ts';
import { toFilter } from './tweet-filter.ts';
import { createWordQuery, type WordQuery } from './word-query.ts';

/** How many of the newest tweets that match are ranked. */
const maxRanked = 2_000;
/** A tweet that ranks e times as high may be so much older. */
const decay = sql`interval '30 days'`;

export async function searchTweets(
  { db, loadStems }: { db: Database; loadStems: LoadStems },
  search: OwnTweetSearch,
): Promise<TweetHit[]> {
  const { sort, among, added, signal } = search;
  const stem = await loadStems(listStemmedWords(search.ways), { signal });
  const ways = search.ways.map((terms): Way => ({ terms, words: createWordQuery(terms, stem) }));
  const words = ways.flatMap((way) => way.words ?? []);
  const conditions = [
    ...toConditions(ways),
    search.alsoBy.length === 0 ? sql`listed` : sql`(listed or author = any(${search.alsoBy}))`,
    ...(among ? [sql`tweet_id = any(${among}::bigint[])`] : []),
    ...(added ? toAddedConditions(added) : []),
  ];
  const page = sort === 'newest' ? newest(search, conditions) : relevant(search, { conditions, words });
  // The comment keeps it from being prepared (db's prepared-pool.ts): there are as many forms as searches, each planned for its words.
  const query = sql<Row>`/* for these parameters */
    with page as materialized (${page})
    select id, position, text, language, (
      select jsonb_object_agg(lexeme, positions) from unnest(words) where lexeme = any(${words.flatMap(lexemesOf)})
    ) as places
    from page join search_tweets on tweet_id = id
    order by place`;
  const { rows } = await query.execute(db, { signal });
  return rows.map(({ language, places, ...row }) => ({
    ...row,
    highlights: toHighlights(row.text, {
      sequences: words.flatMap(({ sequences }) => sequences(language)),
      places: places ?? {},
    }),
  }));
}

function toAddedConditions({
  since,
  until,
  after,
}: NonNullable<OwnTweetSearch['added']>): RawBuilder<unknown>[] {
  return [
    // By the index; a snapshot shows all that is older.
    sql`added_xid >= pg_snapshot_xmin(${since}::pg_snapshot)`,
    sql`not pg_visible_in_snapshot(added_xid, ${since}::pg_snapshot)`,
    ...(until === undefined ? [] : [sql`pg_visible_in_snapshot(added_xid, ${until}::pg_snapshot)`]),
    ...(after === undefined ? [] : [sql`tweet_id > ${after}::bigint`]),
  ];
}

function newest({ after, limit }: TweetSearch, conditions: RawBuilder<unknown>[]): RawBuilder<unknown> {
  const rest = after === undefined ? conditions : [...conditions, sql`tweet_id < ${after}`];
  return sql`
    select tweet_id as id, tweet_id::text as position, row_number() over (order by tweet_id desc) as place
    from search_tweets where ${sql.join(rest, sql` and `)}
    order by tweet_id desc limit ${limit}`;
}

/**
 * Ranks the newest that match, none newer than the newest of the first page: what is written meanwhile moves nothing. What
 * a tweet scores depends on nothing but the tweet and the search, so ties are told apart by id and a walk repeats nothing.
 */
function relevant(
  { after, limit }: TweetSearch,
  { conditions, words }: { conditions: RawBuilder<unknown>[]; words: readonly WordQuery[] },
): RawBuilder<unknown> {
  const [newestId, score, id] = after?.split(' ') ?? [];
  const older = newestId === undefined ? conditions : [...conditions, sql`tweet_id <= ${newestId}`];
  const ranks = words.map((one) => sql`ts_rank_cd(words, ${toRowQuery(one)}, 1)`);
  const rank = ranks.length === 0 ? sql`0` : sql`greatest(${sql.join(ranks)})`;
  return sql`
    select tweet_id as id, concat_ws(' ', newest, score, tweet_id) as position,
      row_number() over (order by score desc, tweet_id desc) as place
    from (
      select tweet_id, max(tweet_id) over () as newest, (
        1e6 * (ln(0.001 + ${rank}) + extract(epoch from created_at) / extract(epoch from ${decay}))
      )::bigint as score
      from (
        select * from search_tweets where ${sql.join(older, sql` and `)}
        order by tweet_id desc limit ${sql.lit(maxRanked)}
      ) as matching
    ) as ranked
    ${score === undefined ? sql`` : sql`where (score, tweet_id) < (${score}, ${id})`}
    order by score desc, tweet_id desc limit ${limit}`;
}

interface Way {
  terms: readonly TweetTerm[];
  words: WordQuery | undefined;
}

function toConditions(ways: readonly Way[]): RawBuilder<unknown>[] {
  const [first, ...others] = ways.map(({ terms, words }) => [
    ...terms.flatMap((term) => toFilter(term) ?? []),
    ...toWordConditions(words),
  ]);
  if (first && others.length === 0) return first;
  const each = ways.flatMap(({ words }) => words?.any ?? []);
  const one = sql.join(
    [first, ...others].map((conditions = []) => sql`(${sql.join(conditions, sql` and `)})`),
    sql` or `,
  );
  // As below: what the index can tell of all of them at once.
  return each.length < ways.length
    ? [sql`(${one})`]
    : [sql`words @@ ${each.map((any) => `(${any})`).join(' | ')}::tsquery`, hidden(one)];
}

function toWordConditions(words: WordQuery | undefined): RawBuilder<unknown>[] {
  if (!words) return [];
  const judged = sql`words @@ ${toRowQuery(words)}`;
  // With one reading for all languages the index answers it as it is.
  if (words.any === undefined || words.byLanguage.length === 1) return [judged];
  return [sql`words @@ ${words.any}::tsquery`, hidden(judged)];
}

/** The planner would multiply how seldom each of two is true, though one as good as follows from the other. */
function hidden(condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${condition} then true else false end`;
}

/** The query in the language of the row. */
function toRowQuery({ byLanguage }: WordQuery): RawBuilder<unknown> {
  const others = byLanguage.find(({ languages }) => languages === undefined);
  const named = byLanguage.filter(({ languages }) => languages !== undefined);
  const otherwise = sql`${others?.query ?? ''}::tsquery`;
  if (named.length === 0) return otherwise;
  const cases = named.map(
    ({ languages, query }) => sql`when language = any(${languages}) then ${query}::tsquery`,
  );
  return sql`case ${sql.join(cases, sql` `)} else ${otherwise} end`;
}

function lexemesOf(words: WordQuery): string[] {
  const languages = words.byLanguage.map(({ languages }) => languages?.[0] ?? 'und');
  return [...new Set(languages.flatMap((language) => words.sequences(language).flat(2)))];
}

interface Row {
  id: string;
  position: string;
  text: string;
  language: string;
  places: Record<string, number[]> | null;
}
