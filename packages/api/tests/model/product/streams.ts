import { expect } from 'vitest';
import { type Listener, type ListenOptions, listen } from '../../listen.ts';
import { isActive } from '../rules/sight.ts';
import { toLine } from '../rules/streams.ts';
import type { Account, Told } from '../rules/world.ts';
import type { Product } from './product.ts';
import { describeTweet } from './read.ts';

/** The streams that every account listens to, one connection after the other. */
export interface Streams extends AsyncDisposable {
  /** Those that have ended go on where they ended; all of an account that is away have. */
  keepOpen(account: Account): Promise<void>;
  toldTo(name: string): Told;
}

export function createStreams(product: Product): Streams {
  const openers = {
    home: (caller) => caller.timelines.onHome,
    notifications: (caller) => caller.notifications.onNew,
    thread: (caller) => (input) => caller.tweets.onThread({ id: product.idOf('#1'), ...input }),
  } satisfies Record<keyof Told, ListenOptions['open']>;
  const connections = new Map<string, Connection[]>();
  const connectionsOf = (name: string, stream: keyof Told) => connections.get(`${name} ${stream}`) ?? [];
  // `as`: the keys are the streams.
  const streams = Object.keys(openers) as (keyof Told)[];
  const reopen = async (name: string, stream: keyof Told) => {
    const former = connectionsOf(name, stream);
    const last = former.at(-1);
    if (last && !last.hasEnded) return;
    const listener = listen(product.app, product.userOf(name), {
      ...{ open: openers[stream], lastEventId: last?.listener.lastEventId },
    });
    const connection = { listener, hasEnded: false };
    void listener.ended.then(() => {
      connection.hasEnded = true;
    });
    connections.set(`${name} ${stream}`, [...former, connection]);
    await expect.poll(() => listener.events.length > 0 || connection.hasEnded).toBe(true);
  };
  return {
    async keepOpen(account) {
      const { name } = account;
      if (isActive(account)) await Promise.all(streams.map((stream) => reopen(name, stream)));
      else
        await expect
          .poll(() => streams.every((stream) => connectionsOf(name, stream).at(-1)?.hasEnded))
          .toBe(true);
    },
    toldTo(name) {
      const read = <Item>(stream: keyof Told, of: (listener: Listener) => Item[]) =>
        connectionsOf(name, stream).flatMap(({ listener }) => of(listener));
      const tweets = (stream: 'home' | 'thread') => {
        const told = read(stream, ({ events }) =>
          events.flatMap((event) => (event.type === 'tweet' ? [event.tweet] : [])),
        );
        const isFirst = ({ id }: { id: string }, place: number) =>
          told.findIndex((tweet) => tweet.id === id) === place;
        return told.filter(isFirst).map((tweet) => describeTweet(product, tweet));
      };
      return {
        home: tweets('home'),
        notifications: read('notifications', ({ notifications }) => notifications).map(
          ({ type, tweet, actors, actorCount }) =>
            toLine({
              ...{ type, tweet: tweet && describeTweet(product, tweet), actorCount },
              actors: actors.map(({ username }) => username),
            }),
        ),
        thread: tweets('thread'),
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...connections.values()].flat().map(({ listener }) => listener.drop()));
    },
  };
}

interface Connection {
  listener: Listener;
  hasEnded: boolean;
}
