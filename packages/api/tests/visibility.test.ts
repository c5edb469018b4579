import { describeError } from '@dunlin/api';
import { type Caller, createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { deleteDueAccounts } from '../src/users/deactivation.ts';
import { type Listener, type ListenOptions, listen } from './listen.ts';

const app = await createTestApp({ settings: { accountDeletionDays: 30 } });
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const viewerKinds = ['author', 'follower', 'stranger', 'blocked', 'blocker', 'muter'] as const;
const authorStates = ['public', 'private', 'suspended', 'deactivated', 'deleted'] as const;
/** What answers who has not signed in. */
const forVisitors = [
  ...['asked: tweets.get', 'asked: tweets.get of a retweet', 'asked: tweets.get of a quote'],
  ...[
    'asked: users.tweets of the bridge',
    'unasked: tweets.replies',
    'unasked: tweets.thread',
    'profile: users.tweets',
  ],
];
type ViewerKind = (typeof viewerKinds)[number];
type AuthorState = (typeof authorStates)[number];

/**
 * One author, one tweet, and a bridge whom everybody follows, who liked, retweeted, quoted and was answered by the tweet:
 * each surface has a way to it. `asked` surfaces are where a viewer looks for tweets, `unasked` where they come by
 * themselves, `others` where they do and one's own never, `profile` surfaces need leave to see what a user does, `people` list users.
 */
interface World {
  author: TestUser;
  bridge: TestUser;
  tweetId: string;
  text: string;
  rootId: string;
  retweetId: string;
  quoteId: string;
  viewers: Record<ViewerKind, TestUser>;
}
type Sees = (api: Caller, world: World, viewer: TestUser) => Promise<boolean>;

const surfaces: Record<'asked' | 'unasked' | 'others' | 'profile' | 'people', Record<string, Sees>> = {
  asked: {
    'tweets.get': async (api, { tweetId }) => isAnswered(api.tweets.get({ id: tweetId })),
    'tweets.get of a retweet': async (api, { retweetId }) => isAnswered(api.tweets.get({ id: retweetId })),
    'tweets.get of a quote': async (api, { quoteId }) =>
      (await api.tweets.get({ id: quoteId })).quoted !== null,
    'tweets.history': async (api, { tweetId }) => isAnswered(api.tweets.history({ id: tweetId })),
    'tweets.likers of it': async (api, { tweetId }) => isAnswered(api.tweets.likers({ id: tweetId })),
    'tweets.retweeters of it': async (api, { tweetId }) => isAnswered(api.tweets.retweeters({ id: tweetId })),
    'tweets.quotes of it': async (api, { tweetId }) => isAnswered(api.tweets.quotes({ id: tweetId })),
    'users.tweets of the bridge': async (api, { bridge, ...world }) =>
      shows(await api.users.tweets({ id: bridge.id }), world),
    'users.onTweets of the bridge': async (_api, { bridge, retweetId }, viewer) => {
      const { tweetIds } = await readStream(viewer, (caller) => (input) => {
        return caller.users.onTweets({ id: bridge.id, ...input });
      });
      return tweetIds.includes(retweetId);
    },
    'tweets.onChanges': async (_api, { tweetId }, viewer) => {
      const { events } = await readStream(viewer, (caller) => () => {
        return caller.tweets.onChanges({ ids: [tweetId] });
      });
      return events.some(({ type }) => type === 'changed');
    },
    'users.likes of the bridge': async (api, { bridge, ...world }) =>
      shows(await api.users.likes({ id: bridge.id }), world),
    'search.tweets from the author': async (api, { author, tweetId }) => {
      const { items } = await api.search.tweets({ q: `sighting from:${author.username}` });
      return items.some(({ tweet }) => tweet.id === tweetId);
    },
    'bookmarks.list': async (api, world) => shows(await api.bookmarks.list({}), world),
    // A retweet is of its author's tweets, and who may not see them is not told that it is there.
    'tweets.retweeters of the root': async (api, world) =>
      names(await api.tweets.retweeters({ id: world.rootId }), world),
    'likes.create': async (api, { tweetId }) => isAnswered(api.likes.create({ id: tweetId })),
    'bookmarks.create of a retweet': async (api, { retweetId }) =>
      isAnswered(api.bookmarks.create({ id: retweetId })),
    // The author may; others who see it are told that they may not, and who does not see it that there is none.
    'tweets.update': async (api, { tweetId, text }) =>
      isAnswered(api.tweets.update({ id: tweetId, text }), { isSeenBy: 'FORBIDDEN' }),
    'analytics.tweet': async (api, { tweetId }) =>
      isAnswered(api.analytics.tweet({ id: tweetId }), { isSeenBy: 'FORBIDDEN' }),
  },
  unasked: {
    'tweets.replies': async (api, { rootId, ...world }) =>
      shows(await api.tweets.replies({ id: rootId }), world),
    'tweets.thread': async (api, { rootId, ...world }) =>
      shows(await api.tweets.thread({ id: rootId }), world),
    'tweets.onThread': async (_api, { rootId, ...world }, viewer) => {
      const { tweetIds } = await readStream(viewer, (caller) => (input) => {
        return caller.tweets.onThread({ id: rootId, ...input });
      });
      return tweetIds.includes(world.tweetId);
    },
    'search.onTweets': async (_api, { tweetId }, viewer) => {
      const { tweetIds } = await readStream(viewer, (caller) => (input) => {
        return caller.search.onTweets({ q: 'sighting', ...input });
      });
      return tweetIds.includes(tweetId);
    },
    'search.tweets': async (api, { tweetId }) =>
      (await api.search.tweets({ q: 'sighting', limit: 100 })).items.some(
        ({ tweet }) => tweet.id === tweetId,
      ),
    'hashtags.tweets': async (api, world) =>
      shows(await api.hashtags.tweets({ hashtag: 'sighted', limit: 100 }), world),
    'timelines.home': async (api, world) => shows(await api.timelines.home({}), world),
    // One's own tweets are not in one's feed.
    'feed.get': async (api, { tweetId, author }, viewer) =>
      viewer.id === author.id ||
      (await api.feed.get({ limit: 100 })).items.some(({ tweet }) => tweet.id === tweetId),
    'timelines.onHome': async (_api, world, viewer) => {
      const { tweetIds } = await readStream(viewer, (caller) => caller.timelines.onHome);
      return tweetIds.some((id) => id === world.tweetId || id === world.retweetId);
    },
    // The author is told of the bridge's like, everyone else of the mention.
    'notifications.list': async (api, { tweetId }) =>
      (await api.notifications.list({})).items.some(({ tweet }) => tweet?.id === tweetId),
    'notifications.summary': async (api) => {
      const { byType } = await api.notifications.summary();
      return byType.mention + byType.like > 0;
    },
    'notifications.onNew': async (_api, { tweetId }, viewer) => {
      const { notifications } = await readStream(viewer, (caller) => caller.notifications.onNew);
      return notifications.some(({ tweet }) => tweet?.id === tweetId);
    },
  },
  others: {
    'feed.get': async (api, world) =>
      shows({ items: (await api.feed.get({ limit: 100 })).items.map(({ tweet }) => tweet) }, world),
  },
  profile: {
    'users.tweets': async (api, { author }) => isListed(api.users.tweets({ id: author.id })),
    'users.onTweets': async (_api, { author }, viewer) => {
      const { events } = await readStream(viewer, (caller) => (input) => {
        return caller.users.onTweets({ id: author.id, ...input });
      });
      return events.length > 0;
    },
    'users.likes': async (api, { author }) => isListed(api.users.likes({ id: author.id })),
    'users.followers': async (api, { author }) => isListed(api.users.followers({ id: author.id })),
    'users.following': async (api, { author }) => isListed(api.users.following({ id: author.id })),
  },
  people: {
    'users.list': async (api, world) => names(await api.users.list({ limit: 100 }), world),
    'users.followers of the bridge': async (api, world) =>
      names(await api.users.followers({ id: world.bridge.id }), world),
    'users.following of the bridge': async (api, world) =>
      names(await api.users.following({ id: world.bridge.id }), world),
    'search.users': async (api, world) => names(await api.search.users({ q: world.author.username }), world),
    'tweets.likers of the root': async (api, world) =>
      names(await api.tweets.likers({ id: world.rootId }), world),
  },
};

/** What each kind of viewer sees of an author in each state; nobody sees one who is suspended, deactivated or deleted. */
const rules: Record<'public' | 'private', Record<keyof typeof surfaces, ViewerKind[]>> = {
  public: {
    asked: ['author', 'follower', 'stranger', 'muter'],
    unasked: ['author', 'follower', 'stranger'],
    others: ['follower', 'stranger'],
    profile: ['author', 'follower', 'stranger', 'muter'],
    people: ['author', 'follower', 'stranger', 'muter'],
  },
  private: {
    asked: ['author', 'follower', 'muter'],
    unasked: ['author', 'follower'],
    others: ['follower'],
    profile: ['author', 'follower', 'muter'],
    people: ['author', 'follower', 'stranger', 'muter'],
  },
};

const worlds = Object.fromEntries(
  await Promise.all(authorStates.map(async (state) => [state, await createWorld(state)] as const)),
);

const cases = authorStates.flatMap((state) => viewerKinds.map((kind) => [kind, state] as const));
test.for(cases.filter(([kind, state]) => kind !== 'author' || state in rules))(
  'the %s sees what the rules say of a %s author, everywhere',
  async ([kind, state]) => {
    const world = worlds[state];
    const viewer = world?.viewers[kind];
    if (!world || !viewer) throw new Error('there is no such world');
    const seen = await Promise.all(
      Object.entries(surfaces).flatMap(([group, entries]) =>
        Object.entries(entries).map(async ([name, sees]) => {
          return [`${group}: ${name}`, await sees(app.as(viewer), world, viewer)] as const;
        }),
      ),
    );
    const expected = seen.map(([name]) => {
      // `as`: the names were put together above.
      const group = name.split(':')[0] as keyof typeof surfaces;
      const isLiving = state === 'public' || state === 'private';
      return [name, isLiving && rules[state][group].includes(kind)] as const;
    });
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(expected));
  },
);

test.for(authorStates)(
  'the visitor sees what a stranger may of a %s author, where visitors are answered',
  async (state) => {
    const world = worlds[state];
    if (!world) throw new Error('there is no such world');
    const { stranger } = world.viewers;
    const look = async (api: Caller) =>
      Promise.all(
        forVisitors.map(async (name) => {
          const [group = '', surface = ''] = name.split(': ');
          // `as`: the names are of the surfaces above.
          const sees = surfaces[group as keyof typeof surfaces][surface];
          return [name, await sees?.(api, world, stranger)] as const;
        }),
      );
    const seen = await look(app.anonymous());
    expect(seen).toEqual(await look(app.as(stranger)));
    expect(seen.map(([, sees]) => sees)).toEqual(forVisitors.map(() => state === 'public'));
  },
);

async function createWorld(state: AuthorState): Promise<World> {
  const [bridge, ...users] = await app.createUsers(
    `bridge_${state}`,
    ...viewerKinds.map((kind) => `${kind}_${state}`),
  );
  // `as`: one user was made for each kind.
  const viewers = Object.fromEntries(
    viewerKinds.map((kind, index) => [kind, users[index]]),
  ) as World['viewers'];
  const { author, follower, blocked, blocker, muter } = viewers;
  for (const viewer of users) await app.as(viewer).follows.create({ id: bridge.id });
  for (const user of [bridge, follower, muter]) await app.as(user).follows.create({ id: author.id });

  await app.as(author).users.update({ id: author.id, bio: 'found by search' });
  const { id: rootId } = await app.as(bridge).tweets.create({ text: 'root' });
  const mentions = users
    .slice(1)
    .map(({ username }) => `@${username}`)
    .join(' ');
  const text = `sighting #sighted ${mentions}`;
  const { id: tweetId } = await app.as(author).tweets.create({ text, replyToId: rootId });
  await app.as(author).likes.create({ id: rootId });
  await app.as(author).retweets.create({ id: rootId });
  await app.as(bridge).likes.create({ id: tweetId });
  await app.as(bridge).retweets.create({ id: tweetId });
  const { id: quoteId } = await app.as(bridge).tweets.create({ text: 'quote', quotedId: tweetId });
  const retweetId = await findRetweetId(bridge);
  for (const viewer of users) await app.as(viewer).bookmarks.create({ id: tweetId });

  await app.as(author).moderation.block({ id: blocked.id });
  await app.as(blocker).moderation.block({ id: author.id });
  await app.as(muter).moderation.mute({ id: author.id });
  await app.drain();
  if (state === 'private') await app.as(author).users.update({ id: author.id, private: true });
  if (state === 'deactivated' || state === 'deleted') await app.as(author).users.delete({ id: author.id });
  if (state === 'deleted') {
    await app.db
      .updateTable('users')
      .set({ deletionDueAt: new Date() })
      .where('id', '=', author.id)
      .execute();
    await deleteDueAccounts(app.api.services);
  }
  if (state === 'suspended') {
    const [moderator] = await app.createStaff('moderator', 'matrix_moderator');
    await app.as(moderator).admin.users.suspend({ id: author.id, reason: 'spam' });
  }
  return { author, bridge, tweetId, text, rootId, retweetId, quoteId, viewers };
}

async function findRetweetId(user: TestUser): Promise<string> {
  const { items } = await app.as(user).users.tweets({ id: user.id });
  return items.find(({ retweetOf }) => retweetOf)?.id ?? '';
}

/** All that a stream brings that begins with the first transaction. */
async function readStream(viewer: TestUser, open: ListenOptions['open']): Promise<Listener> {
  const stream = listen(app, viewer, { ...(open && { open }), lastEventId: '1' });
  let hasEnded = false;
  void stream.ended.then(() => {
    hasEnded = true;
  });
  await expect.poll(() => hasEnded || stream.events.some(({ type }) => type === 'checkpoint')).toBe(true);
  await stream.drop();
  return stream;
}

/** Whether a list shows the tweet, itself or within a retweet. */
function shows(
  { items }: { items: { id: string; retweetOf: { id: string } | null }[] },
  { tweetId }: Pick<World, 'tweetId'>,
): boolean {
  return items.some(({ id, retweetOf }) => id === tweetId || retweetOf?.id === tweetId);
}

function names({ items }: { items: { id: string }[] }, { author }: World): boolean {
  return items.some(({ id }) => id === author.id);
}

/** Whether a call is answered, or refused by a code that only who sees the tweet is told; who does not is told that it is not there. */
async function isAnswered(
  call: Promise<unknown>,
  { isSeenBy }: { isSeenBy?: string } = {},
): Promise<boolean> {
  const code = await codeOf(call);
  if (code !== undefined && code !== isSeenBy) expect(code).toBe('TWEET_NOT_FOUND');
  return code === undefined || code === isSeenBy;
}

/** Whether a list of what a user does is answered. */
async function isListed(call: Promise<unknown>): Promise<boolean> {
  const code = await codeOf(call);
  if (code !== undefined) expect(['BLOCKED', 'PRIVATE_ACCOUNT', 'USER_NOT_FOUND']).toContain(code);
  return code === undefined;
}

function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: unknown) => describeError(error).code,
  );
}
