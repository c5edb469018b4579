import type { ServerProcess } from '@dunlin/harness/server-process';
import { type Bench, type BenchSetting, connections } from '../bench.ts';
import { measureAtHalfRate, openLoopNote } from '../load/half-rate.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Contender, interleave } from '../sample.ts';
import { countWork } from '../work.ts';
import { openWorld, tweetText, type Viewer, type World } from '../world/open-world.ts';
import { toBareContender } from './bare-transactions.ts';
import { settle } from './settle.ts';

const warmUpSeconds = 2;
const ours = 'this checkout';
const other = 'the other checkout';

/** Writes, and all that becomes of them: what a server does when nothing is left to be done later. */
export const sustained: Bench = {
  title: 'Posts, likes and follows, until every effect is there',
  async run(setting) {
    const { rounds, seconds, against } = setting;
    await using stack = new AsyncDisposableStack();
    const own = await openSide(stack, { name: ours, world: setting.world });
    const sides: Side[] = [own];
    if (against !== undefined) {
      const world = stack.use(await openWorld({ ...setting.worldOptions, root: against }));
      sides.push(await openSide(stack, { name: other, world }));
    }
    const contenders = actions.flatMap((action) => sides.map((side) => toContender(action, side, setting)));
    for (const { measure } of contenders) await measure(warmUpSeconds);
    const bare = toBareContender(setting, own.server);
    const samples = await interleave([bare, ...contenders], { rounds, seconds });
    const followers = await countFollowers(setting.world);
    return {
      samples,
      goals: [
        {
          ...{ id: 'P4', of: `${posts.name}, ${ours}`, over: bare.name, goal: 0.25 },
        },
        ...(against === undefined ? [] : actions).map(({ name }) => ({
          ...{ id: 'S', of: `${name}, ${ours}`, over: `${name}, ${other}`, goal: 4 },
        })),
      ],
      figures: await measureAtHalfRate(setting.load, {
        ...{ id: 'P4', name: 'posts, delivered', target: own.server },
        spec: {
          url: own.server.url,
          scripts: toScripts(posts, own, stepsPerRound * (rounds + 1)),
          seconds,
        },
        rounds: samples.get(`posts, ${ours}`) ?? [],
      }),
      notes: [
        `${connections} connections, ${setting.world.viewers.length} people with ${followers} followers each on average. A round ends when outbox and jobs are empty; its rate and its processor time count until then.`,
        `${bare.name} repeats the statements of tweets.create and delivers nothing.`,
        openLoopNote,
        'Each like is of another tweet. Follows are set and taken back by turns, each of another person.',
      ],
    };
  },
};

interface Side {
  name: string;
  world: World;
  server: ServerProcess;
  /** Tweets to like, and people to follow, that have not been. */
  targets: { tweets: string[]; users: string[] };
}

async function openSide(
  stack: AsyncDisposableStack,
  { name, world }: { name: string; world: World },
): Promise<Side> {
  const server = stack.use(await world.startServer());
  const people = new Set(world.viewers.map(({ id }) => id));
  const ids = async (table: string) => {
    const { rows } = await world.sql.query<{ id: string }>(
      `select id from ${table} order by id desc limit 20000`,
    );
    return rows.map(({ id }) => id).filter((id) => !people.has(id));
  };
  return { name, world, server, targets: { tweets: await ids('tweets'), users: await ids('users') } };
}

const posts: Action = {
  name: 'posts',
  toRequest: () => ({ path: '/trpc/tweets.create', input: { text: tweetText } }),
};
const actions: Action[] = [
  posts,
  {
    name: 'likes',
    toRequest: ({ targets: { tweets } }, step) => ({
      path: '/trpc/likes.create',
      input: { id: tweets[step % tweets.length] },
    }),
  },
  {
    name: 'follows',
    // Set and taken back by turns, as there are more of them than people.
    toRequest: ({ targets: { users } }, step) => ({
      path: step % 2 === 0 ? '/trpc/follows.create' : '/trpc/follows.delete',
      input: { id: users[(step >> 1) % users.length] },
    }),
  },
];

interface Action {
  name: string;
  /** The nth thing that somebody does. */
  toRequest: (side: Side, step: number) => { path: string; input: unknown };
}

const stepsPerRound = 400;

function toContender(action: Action, side: Side, { load }: BenchSetting): Contender {
  const { world, server } = side;
  let rounds = 0;
  return {
    name: `${action.name}, ${side.name}`,
    async measure(seconds) {
      const scripts = toScripts(action, side, stepsPerRound * rounds++);
      const workOf = countWork(world, server.pid);
      const startedAt = performance.now();
      const sample = await load.run({ url: server.url, scripts, seconds }, server);
      await settle(world);
      const tookSeconds = (performance.now() - startedAt) / 1000;
      const requests = sample.perSecond * seconds;
      return { ...sample, perSecond: requests / tookSeconds, ...workOf(requests) };
    },
  };
}

/** People by turns on each connection, each doing one step after another. */
function toScripts(action: Action, side: Side, firstStep: number): LoadRequest[][] {
  return Array.from({ length: connections }, (_, connection) => {
    const people = side.world.viewers.filter((_viewer, index) => index % connections === connection);
    // Each begins elsewhere, so that they do not all want the same at once.
    return Array.from({ length: stepsPerRound }, (_, step) =>
      people.map((viewer) => {
        const nth = side.world.viewers.indexOf(viewer) * 2 * stepsPerRound + firstStep + step;
        return toLoadRequest(viewer, action.toRequest(side, nth));
      }),
    ).flat();
  });
}

function toLoadRequest(
  { authorization }: Viewer,
  { path, input }: { path: string; input: unknown },
): LoadRequest {
  return {
    method: 'POST',
    path,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  };
}

async function countFollowers({ sql, viewers }: World): Promise<number> {
  const { rows } = await sql.query<{ mean: number }>(
    'select (count(*) / $2::float8)::float8 as mean from follows where followee_id = any($1)',
    [viewers.map(({ id }) => id), viewers.length],
  );
  return Math.round(rows[0]?.mean ?? 0);
}
