import { type Bench, type BenchSetting, connections, warmUpRequests } from '../bench.ts';
import type { HttpContender } from '../contenders/start-contender.ts';
import { type Contender, interleave } from '../sample.ts';
import type { Viewer, World } from '../world/open-world.ts';
import { startPreparedPage, toScripts, trpcPath } from './home-pages.ts';

const maxReaders = 8_000;

export const coldHomeTimeline: Bench = {
  title: 'Home timeline, a page of 20, each request another viewer',
  async run(setting) {
    const { world } = setting;
    await using prepared = await startPreparedPage(world);
    const readers = await signInReaders(world);
    const contenders = [
      toPreparedContender(setting, { prepared, readers }),
      toColdContender(setting, { name: 'Dunlin tRPC, cold', readers }),
    ];
    await contenders[0]?.measure(0);
    return {
      samples: await interleave(contenders, setting),
      goals: [{ id: 'P2', of: 'Dunlin tRPC, cold', over: 'prepared query', goal: 0.7 }],
      notes: [
        `In each round each of ${readers.length} users, who are not those of the other benches, reads one page over ${connections} connections; the server has just been started and has run warm on ${warmUpRequests.toLocaleString('en')} pages of others, so that its code is compiled and it knows none of the readers.`,
      ],
    };
  },
};

/** People with a page to read whom no server has seen. */
export async function signInReaders({ sql, viewers, signIn }: World): Promise<Viewer[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from users where id <> all($1) and is_active
     and (select count(*) from (select from timeline_entries where user_id = users.id limit 20) page) = 20
     order by hashint8(id) limit $2`,
    [viewers.map(({ id }) => id), maxReaders],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length < connections) throw new Error('too few users have a page to read; load more data');
  return signIn(ids.slice(0, ids.length - (ids.length % connections)));
}

function toPreparedContender(
  { load, seconds }: BenchSetting,
  { prepared, readers }: { prepared: HttpContender; readers: readonly Viewer[] },
): Contender {
  const scripts = toScripts(readers, ({ id }) => `/${id}`);
  return {
    name: 'prepared query',
    measure: () => load.run({ url: prepared.url, scripts, seconds, requests: readers.length }, prepared),
  };
}

/** A server of its own in each round. */
export function toColdContender(
  { load, seconds, world }: Pick<BenchSetting, 'load' | 'seconds' | 'world'>,
  { name, readers }: { name: string; readers: readonly Viewer[] },
): Contender {
  const warmUp = toScripts(world.viewers, () => trpcPath);
  const scripts = toScripts(readers, () => trpcPath);
  return {
    name,
    async measure() {
      await using server = await world.startServer();
      await load.run({ url: server.url, scripts: warmUp, seconds, requests: warmUpRequests }, server);
      return await load.run({ url: server.url, scripts, seconds, requests: readers.length }, server);
    },
  };
}
