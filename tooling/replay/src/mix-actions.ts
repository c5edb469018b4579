import { randomInt } from 'node:crypto';
import { type DunlinClient, isDunlinError } from '@dunlin/sdk';
import type { PostedTweet } from './expected-timelines.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { Sessions } from './sessions.ts';

/** Accounts that act at once. */
export const actingClients = 32;

export interface Mix {
  /** How often each action was done. */
  done: Map<string, number>;
  /** How many the API refused, by error code. */
  refused: Map<string, number>;
  /** What went wrong on the server's side or on the way, as `action: reason`. */
  failures: string[];
  durationMs: number;
}

interface Actor {
  client: DunlinClient;
  /** Tweets of the actor that have not been deleted. */
  own: string[];
}

type Act = (actor: Actor, target: { tweetId: string; userId: string }) => Promise<unknown>;

/** What is there twice happens twice as often. */
const actions: [name: string, act: Act][] = [
  ['like', ({ client }, { tweetId }) => client.likes.create({ id: tweetId })],
  ['like', ({ client }, { tweetId }) => client.likes.create({ id: tweetId })],
  ['unlike', ({ client }, { tweetId }) => client.likes.delete({ id: tweetId })],
  ['retweet', ({ client }, { tweetId }) => client.retweets.create({ id: tweetId })],
  ['unretweet', ({ client }, { tweetId }) => client.retweets.delete({ id: tweetId })],
  ['bookmark', ({ client }, { tweetId }) => client.bookmarks.create({ id: tweetId })],
  ['follow', ({ client }, { userId }) => client.follows.create({ id: userId })],
  ['unfollow', ({ client }, { userId }) => client.follows.delete({ id: userId })],
  ['block', ({ client }, { userId }) => client.moderation.block({ id: userId })],
  ['unblock', ({ client }, { userId }) => client.moderation.unblock({ id: userId })],
  [
    'reply',
    async ({ client, own }, { tweetId }) =>
      own.push((await client.tweets.create({ text: 'A reply', replyToId: tweetId })).id),
  ],
  [
    'quote',
    async ({ client, own }, { tweetId }) =>
      own.push((await client.tweets.create({ text: 'A quote', quotedId: tweetId })).id),
  ],
  [
    'delete',
    async ({ client, own }) => {
      const id = own.splice(randomInt(Math.max(own.length, 1)), 1)[0];
      if (id !== undefined) await client.tweets.delete({ id });
    },
  ],
];

/**
 * Does random things as the accounts of most tweets, all at once and to few enough tweets and users that they meet.
 * @param options.count actions in all.
 */
export async function mixActions(options: {
  sessions: Sessions;
  posted: readonly PostedTweet[];
  count: number;
  onProgress: () => void;
}): Promise<Mix> {
  const { sessions, posted, count, onProgress } = options;
  const mix: Mix = { done: new Map(), refused: new Map(), failures: [], durationMs: 0 };
  const accounts = mostActive(posted);
  const actors = await Promise.all(accounts.map((account) => createActor(account, { sessions, posted })));
  const tweetIds = [...posted.slice(-100).map(({ id }) => id), ...actors.flatMap(({ own }) => own.slice(-5))];
  const userIds = accounts.map((account) => sessions.idOf(account));
  const startedAt = performance.now();
  await forEachConcurrently(Array(count).keys(), actingClients, async (turn) => {
    const [name, act] = pick(actions);
    const actor = actors[turn % actors.length] ?? pick(actors);
    try {
      await act(actor, { tweetId: pick(tweetIds), userId: pick(userIds) });
      add(mix.done, name);
    } catch (error) {
      if (isDunlinError(error) && (error.status ?? 500) < 500) add(mix.refused, error.code);
      else mix.failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    onProgress();
  });
  mix.durationMs = performance.now() - startedAt;
  return mix;
}

function mostActive(posted: readonly PostedTweet[]): number[] {
  const byAuthor = Map.groupBy(posted, ({ author }) => author);
  return [...byAuthor]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, actingClients)
    .map(([author]) => author);
}

async function createActor(
  account: number,
  { sessions, posted }: { sessions: Sessions; posted: readonly PostedTweet[] },
): Promise<Actor> {
  const own = posted.filter(({ author }) => author === account).map(({ id }) => id);
  return { client: await sessions.signIn(account), own };
}

function pick<Item>(items: readonly Item[]): Item {
  const item = items[randomInt(items.length)];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
