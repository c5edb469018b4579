import type { BenchSetting, Figure } from '../bench.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Spread, spreadOf } from '../sample.ts';
import { tweetText, type World } from '../world/open-world.ts';
import { trpcPath } from './home-pages.ts';
import { settle } from './settle.ts';

/** Requests of the neighbours in a second, of which one in ten posts. */
const rate = 50;
/** How often is measured before. */
const windowsBefore = 8;

export const neighboursNote = `Neighbours read ${rate} home pages a second, one in ten posts instead; times are counted from when a request was due, and the 99th percentile is told of some seconds each: the middle one and the worst. As the API does, a change of an account sets the mark and appends its event, from which all else follows.`;

/** What neighbours notice of what is done to an account, measured before and again and again until it has every effect. */
export async function measureNeighbours(
  setting: Watching,
  { id, name, ...measured }: Measured,
): Promise<Figure[]> {
  const { before, meanwhile, seconds } = await watchNeighbours(setting, measured);
  const figure = (what: string, value: number, unit: string): Figure => ({
    ...{ id, name: `${name}, ${what}`, value, unit },
  });
  return [
    figure('p99 before, as a rule', before.median, 'ms'),
    figure('p99 before, at most', before.max, 'ms'),
    { ...figure('p99 meanwhile, as a rule', meanwhile.median, 'ms'), atMost: 1.5 * before.median },
    figure('p99 meanwhile, at most', meanwhile.max, 'ms'),
    figure('with every effect in', seconds, 's'),
  ];
}

/** The same as it is: p99 of each time it was measured, in milliseconds, and how long the change took. */
export async function watchNeighbours(
  setting: Watching,
  { server, change }: Pick<Measured, 'server' | 'change'>,
): Promise<{ before: Spread; meanwhile: Spread; seconds: number }> {
  const measure = () => measureP99(setting, server);
  // A server that has just started answers the first late.
  await measure();
  const before: number[] = [];
  while (before.length < windowsBefore) before.push(await measure());
  const startedAt = performance.now();
  let isDone = false;
  const whileThat: number[] = [];
  const measuring = (async () => {
    while (!isDone) {
      const measured = await measure();
      // The last goes on after the end; one that is all there is counts.
      if (!isDone || whileThat.length === 0) whileThat.push(measured);
    }
  })();
  await change();
  const seconds = (performance.now() - startedAt) / 1_000;
  isDone = true;
  await measuring;
  return { before: spreadOf(before), meanwhile: spreadOf(whileThat), seconds };
}

/** @returns the 99th percentile of their answers, in milliseconds. */
async function measureP99({ load, world, seconds }: Watching, server: Measured['server']) {
  const scripts = [
    world.viewers.map(({ authorization }, index): LoadRequest => {
      const headers = { authorization, 'content-type': 'application/json' };
      return index % 10 === 0
        ? { method: 'POST', path: '/trpc/tweets.create', headers, body: JSON.stringify({ text: tweetText }) }
        : { method: 'GET', path: trpcPath, headers: { authorization } };
    }),
  ];
  const { p99Ms = Number.NaN } = await load.run(
    { url: server.url, scripts, seconds: 2 * seconds, rate },
    server,
  );
  return p99Ms;
}

const marks = {
  'user.suspended': 'suspended_at = now()',
  'user.restored': 'suspended_at = null',
  'user.deleted': 'deleted_at = now(), email = null, password_hash = null',
};

/** Changes an account as the API does, and waits for all that follows. */
export async function changeAccount(
  { sql }: World,
  { id, type }: { id: string; type: keyof typeof marks },
): Promise<void> {
  await sql.query(
    `with marked as (update users set ${marks[type]} where id = $1 returning id)
     insert into outbox (event) select jsonb_build_object('type', $2::text, 'userId', id::text) from marked`,
    [id, type],
  );
  await settle({ sql });
}

type Watching = Pick<BenchSetting, 'load' | 'seconds'> & { world: Pick<World, 'viewers'> };

interface Measured {
  server: { url: string; pid: number };
  /** Of the figures. */
  id: string;
  name: string;
  change: () => Promise<void>;
}
