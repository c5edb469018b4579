import { type DunlinClient, safe } from '../../src/index.ts';
import { uploadMedia } from '../../src/upload.ts';
import type { World } from './world.ts';

/** What may happen, in any order. What takes a while goes on while other things happen. */
export const acts = {
  signIn: ({ client, user }) => void safe(client.auth.login({ username: user, password: 'p' })),
  signOut({ world: { changes }, client }) {
    changes.begin((idempotencyKey) => client.auth.logout({}, { idempotencyKey }), 'signOut');
  },
  changePassword({ world: { changes }, client }) {
    const input = { currentPassword: 'p', newPassword: 'q' };
    changes.begin((idempotencyKey) => client.auth.changePassword(input, { idempotencyKey }), 'password');
  },

  write: ({ world, client, tab }) => world.work.begin(tab, (text) => client.tweets.create({ text })),
  read: ({ world, client, tab }) => world.work.begin(tab, (id) => client.users.get({ id })),
  upload: ({ world, client, tab }) =>
    world.work.begin(tab, (altText) => uploadMedia(client, new Blob(['a picture']), { altText })),
  list: ({ world, client, tab }) =>
    world.work.begin(tab, async (id, own) => {
      for await (const _page of client.users.tweets.pages({ id })) {
        own.state = 'idle';
        await new Promise<void>((resolve) => world.pages.add(resolve));
        own.state = 'running';
      }
    }),
  turnPage: ({ world, which }) => choose(world.pages, which)?.(),
  follow: ({ world, client, tab }) =>
    world.work.begin(tab, async (lastEventId, { user }) => {
      const events = client.timelines.onHome({ lastEventId });
      world.streams.add(events);
      for await (const event of events)
        if (!('by' in event) || event.by !== user) throw new Error(`an event of another: ${event}`);
    }),
  leave: ({ world, which }) => void choose(world.streams, which)?.return(),

  answer: ({ world, which }) => choose(world.server.held, which)?.('answered'),
  lose: ({ world, which }) => choose(world.server.held, which)?.('lost'),
  refuse: ({ world, which }) => choose(world.server.held, which)?.('unavailable'),
  send: ({ world, which }) => choose(world.server.streams, which)?.send(),
  drop: ({ world, which }) => choose(world.server.streams, which)?.drop(),
  expireTokens: ({ world }) => world.server.accounts.expireAll(),
  endSessions: ({ world }) => world.server.accounts.endAll(),
  passTime({ world }) {
    world.now += 850_000;
  },
} satisfies Record<string, (act: Act) => void>;

function choose<Value>(values: Iterable<Value>, which: number): Value | undefined {
  const all = [...values];
  return all[which % all.length];
}

export interface Act {
  world: World;
  tab: number;
  client: DunlinClient;
  user: string;
  /** Which of those that there are. */
  which: number;
}
