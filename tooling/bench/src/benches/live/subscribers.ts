import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { percentileOf } from '../../sample.ts';
import type { Viewer } from '../../world/open-world.ts';

export type Subscription = Viewer;

/** What one author posts again and again. */
export interface Post {
  authorization: string;
  text: string;
  /** Sockets that each of its tweets is to reach. */
  receivers: number;
}

export interface Deliveries {
  count: number;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
}

const openAtOnce = 50;
const arriveWithinMs = 30_000;

/** The process that holds the sockets, posts at a fixed rate and times what arrives: one clock for both ends. */
process.once('disconnect', () => process.exit());
// `as`, twice: the bench sends these.
const [{ url, subscriptions }] = (await once(process, 'message')) as [
  { url: string; subscriptions: Subscription[] },
];
const dueAt: number[] = [];
const times: number[] = [];
await openAll();
process.send?.('opened');
const [plan] = (await once(process, 'message')) as [{ posts: Post[]; rate: number; seconds: number }];
process.send?.(await postAndWait(plan));

async function openAll(): Promise<void> {
  for (let from = 0; from < subscriptions.length; from += openAtOnce)
    await Promise.all(subscriptions.slice(from, from + openAtOnce).map(open));
}

async function open({ authorization }: Subscription): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/trpc`, { headers: { authorization } });
  await once(socket, 'open');
  const params = { path: 'timelines.onHome', input: {} };
  socket.send(JSON.stringify({ id: 1, method: 'subscription', params }));
  const [first] = await once(socket, 'message');
  if (!String(first).includes('"started"')) throw new Error(`no subscription: ${first}`);
  socket.on('message', (data) => {
    const now = performance.now();
    const number = /"text":"(\d+) /.exec(String(data))?.[1];
    if (number !== undefined) times.push(now - (dueAt[Number(number)] ?? Number.NaN));
  });
  socket.on('close', (code) => {
    throw new Error(`a socket was closed: ${code}`);
  });
}

async function postAndWait({ posts, rate, seconds }: typeof plan): Promise<Deliveries> {
  const startedAt = performance.now() + 100;
  const sent: Promise<void>[] = [];
  let expected = 0;
  for (let index = 0; index < rate * seconds; index++) {
    const post = posts[index % posts.length];
    if (!post) throw new Error('nobody posts');
    const at = startedAt + (1_000 * index) / rate;
    dueAt.push(at);
    expected += post.receivers;
    await delay(Math.max(0, at - performance.now()));
    sent.push(create(post, index));
  }
  await Promise.all(sent);
  const deadline = performance.now() + arriveWithinMs;
  while (times.length < expected) {
    if (performance.now() > deadline) throw new Error(`${times.length} of ${expected} deliveries arrived`);
    await delay(10);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => percentileOf(times, share);
  return { count: times.length, p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999) };
}

async function create({ authorization, text }: Post, number: number): Promise<void> {
  const response = await fetch(`${url}/trpc/tweets.create`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ text: `${number} ${text}` }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`tweets.create: ${response.status}`);
}
