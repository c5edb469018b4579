import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { maxExamples } from '../core/data-check.ts';

export interface CountersReport {
  /** Counters compared. */
  counters: number;
  wrong: number;
  examples: WrongCounter[];
}

export interface WrongCounter {
  counter: string;
  /** Of the user or tweet. */
  id: string;
  counted: number;
  actual: number;
}

const livingTweets = sql`tweets where deleted_at is null`;
const countedTweets = sql`${livingTweets} and uncounted_at is null`;

/** Those of deleted tweets go with their tweets and are not compared. */
const counters: Counter[] = [
  {
    table: 'user_counts',
    counter: 'tweets',
    owner: 'user_id',
    owners: sql`users`,
    rows: livingTweets,
    by: 'author_id',
  },
  {
    table: 'user_counts',
    counter: 'followers',
    owner: 'user_id',
    owners: sql`users`,
    rows: sql`follows where counted`,
    by: 'followee_id',
  },
  {
    table: 'user_counts',
    counter: 'following',
    owner: 'user_id',
    owners: sql`users`,
    rows: sql`follows where counted`,
    by: 'follower_id',
  },
  {
    table: 'tweet_counts',
    counter: 'replies',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: countedTweets,
    by: 'reply_to_id',
  },
  {
    table: 'tweet_counts',
    counter: 'likes',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: sql`likes where uncounted_at is null`,
    by: 'tweet_id',
  },
  {
    table: 'tweet_counts',
    counter: 'bookmarks',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: sql`bookmarks where uncounted_at is null`,
    by: 'tweet_id',
  },
  {
    table: 'tweet_counts',
    counter: 'retweets',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: countedTweets,
    by: 'retweet_of_id',
  },
  {
    table: 'tweet_counts',
    counter: 'quotes',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: countedTweets,
    by: 'quoted_id',
  },
  {
    table: 'tweet_counts',
    counter: 'views',
    owner: 'tweet_id',
    owners: livingTweets,
    rows: sql`tweet_impressions_daily`,
    by: 'tweet_id',
    sumOf: 'impressions',
  },
];

/** Compares each counter with a count of the rows it stands for. They change in one transaction, so a server may be running. */
export async function verifyCounters(db: Database): Promise<CountersReport> {
  const report: CountersReport = { counters: 0, wrong: 0, examples: [] };
  for (const counter of counters) {
    const { rows } = await compare(counter).execute(db);
    for (const { compared, wrong, examples } of rows) {
      report.counters += compared;
      report.wrong += wrong;
      report.examples.push(...examples);
    }
  }
  return { ...report, examples: report.examples.slice(0, maxExamples) };
}

/** Adds what is missing, so that what is counted meanwhile stays counted. */
export async function repairCounters(db: Database): Promise<void> {
  for (const counter of counters) {
    const { table, owner } = counter;
    const [name, ownerId] = [sql.ref(counter.counter), sql.ref(owner)];
    await sql`
      insert into ${sql.table(table)} (${ownerId}, slot, ${name})
      select id, 0, actual - counted from (${recount(counter)}) as compared where counted <> actual order by id
      on conflict (${ownerId}, slot) do update set ${name} = ${sql.ref(`${table}.${counter.counter}`)} + excluded.${name}`.execute(
      db,
    );
  }
}

function recount({ table, counter, owner, owners, rows, by, sumOf }: Counter): RawBuilder<unknown> {
  return sql`
      select owners.id, coalesce(counted.sum, 0)::int as counted, coalesce(actual.amount, 0)::int as actual
      from (select id from ${owners}) as owners
      left join (
        select ${sql.ref(owner)} as id, sum(${sql.ref(counter)}) from ${sql.table(table)} group by 1
      ) as counted using (id)
      left join (
        select ${sql.ref(by)} as id, ${sumOf ? sql`sum(${sql.ref(sumOf)})` : sql`count(*)`} as amount
        from (select * from ${rows}) as rows group by 1
      ) as actual using (id)`;
}

function compare(counter: Counter): RawBuilder<Comparison> {
  return sql`
    with compared as (${recount(counter)}), wrong as (select * from compared where counted <> actual)
    select (select count(*)::int from compared) as compared, (select count(*)::int from wrong) as wrong, array(
      select jsonb_build_object(
        'counter', ${`${counter.table}.${counter.counter}`}::text, 'id', id::text, 'counted', counted, 'actual', actual)
      from wrong order by id limit ${maxExamples}
    ) as examples`;
}

interface Counter {
  table: 'user_counts' | 'tweet_counts';
  counter: string;
  owner: string;
  owners: RawBuilder<unknown>;
  rows: RawBuilder<unknown>;
  /** The column of the rows that names the owner. */
  by: string;
  /** The column that is added up; rows are counted unless given. */
  sumOf?: string;
}

interface Comparison {
  compared: number;
  wrong: number;
  examples: WrongCounter[];
}
