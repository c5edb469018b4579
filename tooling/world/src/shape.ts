import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { extremes } from './extremes.ts';

/** Milliseconds since 1970 at which the time in ids begins. */
const epochMs = Date.UTC(2024, 0, 1);
const dayMs = 86_400_000;
/** Tweets are written over so many days, until now: all who follow did so before what was told of it would be kept. */
const tweetDays = 91;
const minuteMs = 60_000;

/** What everything else is computed from. Users and tweets are numbered from 1; world.* are functions of these numbers. */
export interface Shape {
  users: number;
  tweets: number;
  /** Different ones; the first tweets have one each. A multiple of ten. */
  texts: number;
}

/** @throws TypeError when the database holds something else, or a world of another size */
export async function openShape(db: Database, { tweets }: { tweets: number }): Promise<Shape> {
  const known = await readShape(db);
  if (known && known.tweets !== tweets)
    throw new TypeError(
      `The folder has a world of ${known.tweets} tweets. Name another with --data-dir, or go on with --tweets ${known.tweets}.`,
    );
  return known ?? (await createShape(db, tweets));
}

async function readShape(db: Database): Promise<Shape | undefined> {
  const { rows } = await sql<{ isThere: boolean }>`
    select to_regclass('world.shape') is not null as "isThere"`.execute(db);
  if (!rows[0]?.isThere) return;
  const shapes = await sql<Shape>`select users, tweets, texts from world.shape`.execute(db);
  return shapes.rows[0];
}

async function createShape(db: Database, tweets: number): Promise<Shape> {
  const anybody = await db.selectFrom('users').select('id').limit(1).executeTakeFirst();
  if (anybody)
    throw new TypeError('The folder has accounts that are not of a world. Name another with --data-dir.');
  const texts = Math.min(20_000, Math.floor(tweets / 100) * 10);
  const shape = { users: Math.ceil(tweets / 30), tweets, texts };
  await db.transaction().execute(async (trx) => {
    await sql`create schema world`.execute(trx);
    await sql`create table world.shape (users integer, tweets integer, texts integer)`.execute(trx);
    await sql`create table world.steps (name text primary key, up_to bigint not null)`.execute(trx);
    await sql`insert into world.shape values (${shape.users}, ${tweets}, ${texts})`.execute(trx);
    await createFunctions(trx, shape, Date.now() - minuteMs);
  });
  return shape;
}

async function createFunctions(db: Database, { users, tweets, texts }: Shape, nowMs: number): Promise<void> {
  const firstTweetMs = nowMs - tweetDays * dayMs - epochMs;
  // One registers each minute, the last before the first tweet.
  const firstUserMs = firstTweetMs - (users + 1) * minuteMs;
  const half = Math.floor(tweets / 2);
  const answers = Math.floor(users / 5);
  const repeats = Math.floor((3 * users) / 10);
  await sql
    .raw(`
    -- Between 0 and 1, the same for the same number and salt.
    create function world.draw(n bigint, salt bigint) returns float8 immutable parallel safe
      return (hashint8extended(n, salt) & 9007199254740991) / 9007199254740992.0::float8;
    create function world.id_at(ms bigint, n bigint) returns bigint immutable parallel safe
      return (ms << 22) | (n & 4194303);
    create function world.time_of(id bigint) returns timestamptz immutable parallel safe
      return to_timestamp(((id >> 22) + ${epochMs}) / 1000.0::float8);
    create function world.user_id(n bigint) returns bigint immutable parallel safe
      return world.id_at(${firstUserMs} + n * ${minuteMs}, n);
    create function world.tweet_id(n bigint) returns bigint immutable parallel safe
      return world.id_at(${firstTweetMs} + n * ${tweetDays * dayMs} / ${tweets}, n);
    create function world.is_private(user_n bigint) returns boolean immutable parallel safe
      return user_n % 50 = 17;
    -- The extremes: users who all answer one tweet, and users who all repeat one.
    create function world.answers_one(n bigint) returns boolean immutable parallel safe
      return n > ${half} and n <= ${half + answers};
    create function world.repeats_one(n bigint) returns boolean immutable parallel safe
      return n > ${half + answers} and n <= ${half + answers + repeats};
    create function world.author_of(n bigint) returns bigint immutable parallel safe
      return case
        when n in (${Object.values(extremes).join()}) then 1
        when world.answers_one(n) then n - ${half}
        when world.repeats_one(n) then n - ${half + answers}
        else coalesce(nullif(1 + floor(${users} * power(world.draw(n, 1), 1.7))::bigint, ${silent}), 1) end;
    create function world.may_be_target(n bigint) returns boolean immutable parallel safe
      return n > 0 and not world.answers_one(n) and not world.repeats_one(n) and not world.is_private(world.author_of(n));
    -- Of ten tweets the first seven stand alone, two answer, one repeats or quotes.
    create function world.alone_before(n bigint) returns bigint immutable parallel safe
      return (n / 10 - 1 - floor(60 * world.draw(n, 2))::bigint) * 10 + floor(7 * world.draw(n, 3))::bigint;
    create function world.target_of(n bigint) returns bigint immutable parallel safe
      return case
        when world.answers_one(n) then ${extremes.answered}
        when world.repeats_one(n) then ${extremes.repeated}
        when n % 10 in (7, 9) then case when world.may_be_target(world.alone_before(n)) then world.alone_before(n) end
        when n % 10 = 8 and world.may_be_target(n - 1) then n - 1 end;
    create function world.kind_of(n bigint) returns text immutable parallel safe
      return case
        when world.target_of(n) is null then 'alone'
        when world.answers_one(n) then 'reply'
        when world.repeats_one(n) then 'retweet'
        when n % 40 = 39 then 'quote'
        when n % 10 = 9 then 'retweet'
        else 'reply' end;
    -- Where its conversation began.
    create function world.root_of(n bigint) returns bigint immutable parallel safe
      return case
        when world.kind_of(n) <> 'reply' then n
        when n % 10 = 8 and not world.answers_one(n) then coalesce(world.target_of(n - 1), n - 1)
        else world.target_of(n) end;
    -- The tweet that was the first to say the same.
    create function world.model_of(n bigint) returns bigint immutable parallel safe
      return case
        when n % ${texts} = 0 then ${texts}
        when n % 10 = 9 then n % ${texts} - 1
        else n % ${texts} end;`)
    .execute(db);
}

/** Who blocks and mutes the most writes nothing, so that no quote has to be detached. */
const silent = 4;
