import { type Bench, type BenchSetting, warmUpRequests } from '../bench.ts';
import { type Contender, interleave } from '../sample.ts';
import type { Viewer, World } from '../world/open-world.ts';
import { toColdContender } from './cold-home-timeline.ts';
import { toScripts, trpcPath } from './home-pages.ts';
import { settle } from './settle.ts';

/** Of each kind. */
const readers = 160;
const entries = 800;
const hidden = 790;
const nobody = 'nobody muted';
const muted = `${hidden} of ${entries} muted`;
const justMuted = `${muted}, job not run`;

export const mutedHome: Bench = {
  title: 'Home timeline, a page of 20, of whom mutes those who wrote nearly all of it',
  async run(setting) {
    const { world } = setting;
    const { people, muting, unsettled, left } = await prepare(world);
    const kinds = { [nobody]: people, [muted]: muting, [justMuted]: unsettled };
    const contenders: Contender[] = [];
    for (const [name, ids] of Object.entries(kinds)) {
      const viewers = await world.signIn(ids);
      // Each of its pages is dear, in a cache or not: to warm up would take minutes.
      if (name !== justMuted) contenders.push(toWarmContender(setting, { name: `${name}, warm`, viewers }));
      contenders.push(toColdContender(setting, { name: `${name}, cold`, readers: viewers }));
    }
    const ratio = (of: string, state: string) => ({
      ...{ id: 'M1', of: `${of}, ${state}`, over: `${nobody}, ${state}`, goal: 0.5 },
    });
    const samples = await interleave(contenders, setting);
    await world.sql.query('delete from mutes where muter_id = any($1)', [[...muting, ...unsettled]]);
    return {
      samples,
      goals: [ratio(muted, 'warm'), ratio(muted, 'cold')],
      notes: [
        `${readers} readers of each kind, each with ${entries} entries before. Of those of whom some are muted, ${left} of the newest ${entries} entries were left on average: in their homes, where the job that makes room has run, and below others, where it has not.`,
      ],
    };
  },
};

/** As the cold one, with a server of its own in each round, and each page read before. */
function toWarmContender(
  { load, world }: BenchSetting,
  { name, viewers }: { name: string; viewers: readonly Viewer[] },
): Contender {
  const scripts = toScripts(viewers, () => trpcPath);
  return {
    name,
    async measure(seconds) {
      await using server = await world.startServer();
      await load.run({ url: server.url, scripts, seconds, requests: warmUpRequests }, server);
      return await load.run({ url: server.url, scripts, seconds }, server);
    },
  };
}

async function prepare(
  world: World,
): Promise<Record<'people' | 'muting' | 'unsettled', string[]> & { left: number }> {
  await using _server = await world.startServer();
  const people = await fillHomes(world);
  const muting = people.splice(0, readers);
  const unsettled = people.splice(0, readers);
  const left = await muteNearlyAll(world, muting, { isTold: true });
  await settle(world);
  await muteNearlyAll(world, unsettled, { isTold: false });
  return { people, muting, unsettled, left };
}

/** People with as many entries as a home holds, which the data of the other benches leaves a little below. */
async function fillHomes(world: World): Promise<string[]> {
  const { sql, viewers } = world;
  await sql.query(
    `insert into outbox (event) select jsonb_build_object('type', 'timeline.shortened', 'userId', id::text)
     from users where id <> all($1) and is_active order by hashint8(id) limit $2`,
    [viewers.map(({ id }) => id), 5 * readers],
  );
  await settle(world);
  const { rows } = await sql.query<{ id: string }>(
    `select id from users where id <> all($1) and is_active
     and (select count(*) from (select from timeline_entries where user_id = users.id limit $2) page) = $2
     order by hashint8(id) limit $3`,
    [viewers.map(({ id }) => id), entries, 3 * readers],
  );
  if (rows.length < 3 * readers)
    throw new Error(`too few users have a home of ${entries} entries; load more data`);
  return rows.map(({ id }) => id);
}

/** As the API mutes: the row, and the event that the timeline is to show others. @returns how many of the newest entries each still hears of, on average. */
async function muteNearlyAll(
  { sql }: World,
  userIds: readonly string[],
  { isTold }: { isTold: boolean },
): Promise<number> {
  const { rows } = await sql.query<{ left: number }>(
    `with newest as (
       select user_id, author_id, count(*) as written
       from unnest($1::bigint[]) as user_id
       cross join lateral (
         select tweet_id from timeline_entries where timeline_entries.user_id = user_id.user_id order by tweet_id desc limit $2
       ) as entries
       join tweets on tweets.id = tweet_id
       where author_id <> user_id
       group by user_id, author_id
     ), ranked as (
       select *, sum(written) over (partition by user_id order by written, author_id) as upto from newest
     ), muted as (
       insert into mutes (muter_id, muted_id) select user_id, author_id from ranked where upto > $2 - $3
       on conflict do nothing
       returning muter_id, muted_id
     ), told as (
       insert into outbox (event)
       select jsonb_build_object('type', 'timeline.shortened', 'userId', muter_id::text, 'authorId', muted_id::text) from muted where $4
     )
     select (sum(written) filter (where upto <= $2 - $3) / count(distinct user_id))::float8 as left from ranked`,
    [userIds, entries, hidden, isTold],
  );
  return Math.round(rows[0]?.left ?? 0);
}
