import { type Database, firstIdAt } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { AccountAnalytics, DayRange, TweetAnalytics } from './schema.ts';

const receptionKinds = ['impressions', 'likes', 'retweets', 'quotes', 'replies', 'bookmarks'] as const;
const activityKinds = ['tweets', 'newFollowers'] as const;

/** A tweet that stands, or what it repeats when it is a retweet. */
export function findOriginal(db: Database, id: string): Promise<Original | undefined> {
  return db
    .selectFrom('tweets as asked')
    .innerJoin('tweets', (join) => join.on(sql<boolean>`tweets.id = coalesce(asked.retweet_of_id, asked.id)`))
    .select(['tweets.id', 'tweets.authorId'])
    .where('asked.id', '=', id)
    .where('asked.deletedAt', 'is', null)
    .where('tweets.deletedAt', 'is', null)
    .executeTakeFirst();
}

/** What the author of a tweet did with it, which nobody counts who asks how it was received. */
export async function countOwnActs(db: Database, { id, authorId }: Original): Promise<OwnActs> {
  const ofTweets = (kind: string, reference: string) => sql`(
    select count(*) from tweets where author_id = ${authorId} and ${sql.ref(reference)} = ${id} and deleted_at is null and uncounted_at is null
  )::int as ${sql.id(kind)}`;
  const ofMarks = (table: string) => sql`(
    select count(*) from ${sql.table(table)} where user_id = ${authorId} and tweet_id = ${id} and uncounted_at is null
  )::int as ${sql.id(table)}`;
  const { rows } = await sql<OwnActs>`
    select ${ofMarks('likes')}, ${ofMarks('bookmarks')}, ${ofTweets('retweets', 'retweet_of_id')},
      ${ofTweets('quotes', 'quoted_id')}, ${ofTweets('replies', 'reply_to_id')}`.execute(db);
  const [acts] = rows;
  if (!acts) throw new TypeError('a select without a table answers with a row');
  return acts;
}

/** What a tweet received from others, day by day. */
export function loadTweetDays(
  db: Database,
  { id, authorId }: Original,
  range: DayRange,
): Promise<TweetAnalytics['days']> {
  const acts = receptionOf(
    { ownerId: authorId, targets: sql`select ${id}::bigint as id`, impressions: sql`tweet_id = ${id}` },
    range,
  );
  return sumDays(db, { acts, range, kinds: receptionKinds });
}

/** What an account did, and received from others, day by day. */
export function loadAccountDays(
  db: Database,
  userId: string,
  range: DayRange,
): Promise<AccountAnalytics['days']> {
  const { start, within } = boundsOf(range);
  const acts = sql`
    ${receptionOf(
      {
        ownerId: userId,
        targets: sql`select id from tweets where author_id = ${userId} and deleted_at is null`,
        impressions: sql`author_id = ${userId}`,
      },
      range,
    )}
    union all
    select 'tweets', ${utcDay(sql`created_at`)}, 1 from tweets
    where author_id = ${userId} and deleted_at is null and id >= ${start} and ${within(sql`created_at`)}
    union all
    select 'newFollowers', ${utcDay(sql`created_at`)}, 1 from follows
    where followee_id = ${userId} and counted and id >= ${start} and ${within(sql`created_at`)}`;
  return sumDays(db, { acts, range, kinds: [...activityKinds, ...receptionKinds] });
}

/** Most impressions first. */
export async function listTopTweets(
  db: Database,
  userId: string,
  { from, to }: DayRange,
): Promise<{ tweetId: string; impressions: number }[]> {
  const { rows } = await sql<{ tweetId: string; impressions: number }>`
    select tweet_id as "tweetId", sum(impressions)::int as impressions
    from tweet_impressions_daily
    where author_id = ${userId} and day between ${from}::date and ${to}::date
    group by tweet_id order by impressions desc, tweet_id desc limit 5`.execute(db);
  return rows;
}

/** Rows of kind, day and amount. */
function receptionOf({ ownerId, targets, impressions }: Received, range: DayRange): RawBuilder<unknown> {
  const { start, within } = boundsOf(range);
  // Tweet by tweet and counted there: the planner would read all there is in these days, and hand on each row.
  const countOf = (kind: string, acts: RawBuilder<unknown>) => sql`
    select ${sql.lit(kind)}, counted.day, counted.amount from (${targets}) as target
    cross join lateral (
      select ${utcDay(sql`created_at`)} as day, count(*) as amount from (${acts}) as acts group by 1 offset 0
    ) as counted`;
  const isCounted = (actorId: string) =>
    sql`${sql.ref(actorId)} <> ${ownerId} and uncounted_at is null and id >= ${start} and ${within(sql`created_at`)}`;
  const ofTweets = (kind: string, reference: string) =>
    countOf(
      kind,
      sql`select created_at from tweets where ${sql.ref(reference)} = target.id and deleted_at is null and ${isCounted('author_id')} offset 0`,
    );
  const ofMarks = (table: string) =>
    countOf(
      table,
      sql`select created_at from ${sql.table(table)} where tweet_id = target.id and ${isCounted('user_id')} offset 0`,
    );
  return sql`
    select 'impressions', day, impressions from tweet_impressions_daily
    where ${impressions} and day between ${range.from}::date and ${range.to}::date
    union all ${ofMarks('likes')}
    union all ${ofMarks('bookmarks')}
    union all ${ofTweets('retweets', 'retweet_of_id')}
    union all ${ofTweets('quotes', 'quoted_id')}
    union all ${ofTweets('replies', 'reply_to_id')}`;
}

async function sumDays<Kind extends string>(
  db: Database,
  { acts, range, kinds }: { acts: RawBuilder<unknown>; range: DayRange; kinds: readonly Kind[] },
): Promise<({ day: string } & Record<Kind, number>)[]> {
  const sums = kinds.map(
    (kind) => sql`coalesce(sum(amount) filter (where kind = ${sql.lit(kind)}), 0)::int as ${sql.id(kind)}`,
  );
  const { rows } = await sql<{ day: string } & Record<Kind, number>>`
    with acts (kind, day, amount) as (${acts})
    select days.day::text as day, ${sql.join(sums)}
    from (
      select generate_series(${range.from}::date, ${range.to}::date, interval '1 day')::date as day
    ) as days
    left join acts on acts.day = days.day
    group by days.day order by days.day`.execute(db);
  return rows;
}

function utcDay(time: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${time} at time zone 'utc')::date`;
}

/** Ids sort by time, so that an index passes over what is older. */
function boundsOf({ from, to }: DayRange) {
  return {
    start: firstIdAt(new Date(from)),
    within: (time: RawBuilder<unknown>) =>
      sql`${time} >= ${from}::timestamp at time zone 'utc' and ${time} < (${to}::date + 1)::timestamp at time zone 'utc'`,
  };
}

interface Original {
  id: string;
  authorId: string;
}

export type OwnActs = Omit<TweetAnalytics['totals'], 'impressions'>;

interface Received {
  /** Whose own acts are left out. */
  ownerId: string;
  targets: RawBuilder<unknown>;
  impressions: RawBuilder<unknown>;
}
