import { setTimeout as delay } from 'node:timers/promises';
import { readResidentKb } from '@dunlin/harness/resident-memory';
import type { Bench, BenchSetting, Figure } from '../../bench.ts';
import { endProcess, forkAt, receive } from '../../processes.ts';
import { tweetText, type Viewer } from '../../world/open-world.ts';
import { toScripts, trpcPath } from '../home-pages.ts';
import type { Deliveries, Subscription } from './subscribers.ts';

const postsPerSecond = 10;
const warmUpSeconds = 2;
const settleMs = 3_000;

export const live: Bench = {
  title: 'Live delivery over WebSocket',
  async run(setting) {
    const { world, load, rounds, seconds, sockets } = setting;
    const subscriptions = await signInSubscribers(setting);
    await using server = await world.startServer();
    const scripts = toScripts(world.viewers, () => trpcPath);
    await load.run({ url: server.url, scripts, seconds: warmUpSeconds }, server);
    const before = readResidentKb(server.pid);
    const child = forkAt('load', new URL('./subscribers.ts', import.meta.url));
    await using _ = { [Symbol.asyncDispose]: () => endProcess(child) };
    child.send({ url: server.url, subscriptions });
    await receive(child);
    await delay(settleMs);
    const kbPerSocket = (readResidentKb(server.pid) - before) / sockets;
    child.send({
      url: server.url,
      posts: await describePosts(setting, subscriptions),
      rate: postsPerSecond,
      seconds: Math.max(5, rounds * seconds),
    });
    const delivered = await receive<Deliveries>(child);
    return {
      samples: new Map(),
      goals: [],
      figures: toFigures(delivered, kbPerSocket),
      notes: [
        `${sockets.toLocaleString('en')} open sockets, each with one subscription to timelines.onHome, of ${new Set(subscriptions.map(({ id }) => id)).size} users; ${postsPerSecond} posts/s by ${world.viewers.length} others made ${delivered.count.toLocaleString('en')} deliveries, and all arrived.`,
        'A delivery is counted from when its post was due to be sent, so the request that posts it, and the commit, are in it.',
        'Memory is that of the process after its sockets have opened, less that of before, with what the garbage collector has left.',
      ],
    };
  },
};

function toFigures({ p50Ms, p99Ms, p999Ms }: Deliveries, kbPerSocket: number): Figure[] {
  return [
    { id: 'P6', name: 'post to subscriber, p50', value: p50Ms, unit: 'ms', atMost: 10 },
    { id: 'P6', name: 'post to subscriber, p99', value: p99Ms, unit: 'ms', atMost: 50 },
    { id: 'P6', name: 'post to subscriber, p99.9', value: p999Ms, unit: 'ms' },
    { id: 'P6', name: 'memory of a socket', value: kbPerSocket, unit: 'kB', atMost: 30 },
  ];
}

/** The sockets are those of users who do not post, by turns. */
export async function signInSubscribers({ world, sockets }: BenchSetting): Promise<Subscription[]> {
  const { rows } = await world.sql.query<{ id: string }>(
    'select id from users where is_active and id <> all($1) order by id limit $2',
    [world.viewers.map(({ id }) => id), sockets],
  );
  const people = await world.signIn(rows.map(({ id }) => id));
  return Array.from({ length: sockets }, (_, index) => people[index % people.length] ?? nobody());
}

/** What each author posts, and how many sockets it is to reach. */
async function describePosts({ world }: BenchSetting, subscriptions: readonly Subscription[]) {
  const { rows } = await world.sql.query<{ author: string; follower: string }>(
    'select followee_id as author, follower_id as follower from follows where followee_id = any($1)',
    [world.viewers.map(({ id }) => id)],
  );
  const socketsOf = Map.groupBy(subscriptions, ({ id }) => id);
  const followersOf = Map.groupBy(rows, ({ author }) => author);
  return world.viewers.map(({ id, authorization }) => ({
    authorization,
    text: tweetText,
    receivers: (followersOf.get(id) ?? []).reduce(
      (sum, { follower }) => sum + (socketsOf.get(follower)?.length ?? 0),
      0,
    ),
  }));
}

function nobody(): Viewer {
  throw new Error('nobody can subscribe; load more users');
}
