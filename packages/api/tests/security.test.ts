import { type Bus, createInProcessBus } from '@dunlin/backends/bus';
import { type Caller, createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../src/auth/authenticator.ts';
import { describeError } from '../src/core/errors.ts';
import { createHints } from '../src/live/hints.ts';
import { insertUpload } from './media-upload.ts';
import { callProcedure, listProcedures } from './procedures.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const password = 'correct horse battery';
const ended = { code: 'SESSION_ENDED', status: 401 };

describe('the end of a session', () => {
  test.each<[string, (api: Caller, user: TestUser) => Promise<unknown>]>([
    ['logout', (api) => api.auth.logout()],
    ['revocation', (api, { sessionId }) => api.auth.sessions.revoke({ id: sessionId })],
    ['deletion of the account', (api, { id }) => api.users.delete({ id })],
  ])('by %s stops its access tokens at once, though they were used a moment ago', async (_name, end) => {
    const [user] = await app.createUsers(`ends_${unique()}`);
    const { id } = await app.as(user).tweets.create({ text: 'mine' });
    await end(app.as(user), user);

    const calls = [
      () => app.as(user).auth.me(),
      () => app.as(user).timelines.home({}),
      () => app.as(user).likes.create({ id }),
    ];
    for (const call of calls) expect(await rejection(call())).toMatchObject(ended);
  });

  test('by a new password stops every access token at once', async () => {
    const first = await register('pass_change');
    const second = await app.anonymous().auth.login({ username: 'pass_change', password });
    for (const { accessToken } of [first, second]) await bearer(accessToken).auth.me();
    await bearer(first.accessToken).auth.changePassword({
      currentPassword: password,
      newPassword: 'staple and glue',
    });
    for (const { accessToken } of [first, second]) {
      expect(await rejection(bearer(accessToken).auth.me())).toMatchObject(ended);
    }
  });

  test('on one node stops its access tokens on the others', async () => {
    const [user] = await app.createUsers('two_nodes');
    await using bus = createInProcessBus();
    const [here, there] = [await startNode(bus), await startNode(bus)];
    expect(await there.authenticate(user)).toBe('alive');

    await app.db.deleteFrom('sessions').where('id', '=', user.sessionId).execute();
    here.hints.publish('sessions', [user.sessionId]);

    await expect.poll(() => there.authenticate(user)).toBe('SESSION_ENDED');
  });

  test('that a node did not hear of stops its access tokens there when the bus is back', async () => {
    const [user] = await app.createUsers('cut_off');
    await using bus = createInProcessBus();
    const gaps: (() => void)[] = [];
    const onGap = (listener: () => void) => {
      gaps.push(listener);
      return () => {};
    };
    const node = await startNode({ ...bus, onGap });
    expect(await node.authenticate(user)).toBe('alive');

    await app.db.deleteFrom('sessions').where('id', '=', user.sessionId).execute();
    for (const tell of gaps) tell();

    expect(await node.authenticate(user)).toBe('SESSION_ENDED');
  });

  test('under way while its token is checked does not revive it', async () => {
    const [user] = await app.createUsers('raced');
    const results = await Promise.allSettled([
      app.as(user).auth.me(),
      app.as(user).auth.logout(),
      ...Array.from({ length: 20 }, () => app.as(user).auth.me()),
    ]);
    expect(results[1]).toMatchObject({ status: 'fulfilled' });
    expect(await rejection(app.as(user).auth.me())).toMatchObject(ended);
  });
});

describe('who has not signed in', () => {
  // These of an account without sessions ask for its password.
  const ofSuspended = listProcedures('mutation').filter((path) => path.startsWith('suspension.'));
  const open = ['auth.register', 'auth.login', 'auth.reactivate', 'auth.refresh', ...ofSuspended];
  // What visitors may read: visitors.test.ts.
  const forVisitors = ['users.get', 'users.getByUsername', 'users.tweets'].concat([
    'tweets.get',
    'tweets.replies',
    'tweets.thread',
    'hashtags.tweets',
  ]);
  const closed = listProcedures('query', 'mutation', 'subscription').filter(
    (path) => !open.includes(path) && !forVisitors.includes(path),
  );

  test.each(closed)('is refused by %s', async (path) => {
    const anonymous = app.api.createContext({ requestId: unique() });
    expect(await rejection(callProcedure(anonymous, path, {}))).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('what belongs to another user', () => {
  /** Every mutation that takes an id: what it answers when the id is another's, or why that is nobody's harm. */
  const attempts: Record<string, { send: (api: Caller, ids: Ids) => Promise<unknown>; code?: string }> = {
    'auth.sessions.revoke': {
      send: (api, ids) => api.auth.sessions.revoke({ id: ids.session }),
      code: 'SESSION_NOT_FOUND',
    },
    'users.update': {
      send: (api, ids) => api.users.update({ id: ids.user, bio: 'hacked' }),
      code: 'FORBIDDEN',
    },
    'users.delete': { send: (api, ids) => api.users.delete({ id: ids.user }), code: 'FORBIDDEN' },
    'tweets.update': {
      send: (api, ids) => api.tweets.update({ id: ids.tweet, text: 'hacked' }),
      code: 'FORBIDDEN',
    },
    'tweets.deleteVersion': {
      send: (api, ids) => api.tweets.deleteVersion({ id: ids.tweet, version: 1 }),
      code: 'FORBIDDEN',
    },
    'tweets.detachQuote': {
      send: (api, ids) => api.tweets.detachQuote({ id: ids.tweet, quoteId: ids.tweet }),
      code: 'FORBIDDEN',
    },
    'tweets.delete': { send: (api, ids) => api.tweets.delete({ id: ids.tweet }), code: 'FORBIDDEN' },
    // These write only what is the viewer's own: a follow or a like by the viewer.
    'follows.delete': { send: (api, ids) => api.follows.delete({ id: ids.user }) },
    'likes.delete': { send: (api, ids) => api.likes.delete({ id: ids.tweet }) },
    'retweets.delete': { send: (api, ids) => api.retweets.delete({ id: ids.tweet }) },
    'bookmarks.delete': { send: (api, ids) => api.bookmarks.delete({ id: ids.tweet }) },
    'follows.removeFollower': { send: (api, ids) => api.follows.removeFollower({ id: ids.user }) },
    'follows.requests.accept': {
      send: (api, ids) => api.follows.requests.accept({ id: ids.request }),
      code: 'FOLLOW_REQUEST_NOT_FOUND',
    },
    'follows.requests.reject': {
      send: (api, ids) => api.follows.requests.reject({ id: ids.request }),
      code: 'FOLLOW_REQUEST_NOT_FOUND',
    },
    'admin.reports.resolve': {
      send: (api) => api.admin.reports.resolve({ id: '1', action: 'dismiss' }),
      code: 'FORBIDDEN',
    },
    'admin.users.suspend': {
      send: (api, ids) => api.admin.users.suspend({ id: ids.user, reason: 'hacked' }),
      code: 'FORBIDDEN',
    },
    'admin.users.restore': {
      send: (api, ids) => api.admin.users.restore({ id: ids.user }),
      code: 'FORBIDDEN',
    },
    'admin.users.verify': { send: (api, ids) => api.admin.users.verify({ id: ids.user }), code: 'FORBIDDEN' },
    'admin.users.unverify': {
      send: (api, ids) => api.admin.users.unverify({ id: ids.user }),
      code: 'FORBIDDEN',
    },
    'admin.users.setRole': {
      send: (api, ids) => api.admin.users.setRole({ id: ids.user, role: 'admin' }),
      code: 'FORBIDDEN',
    },
    'admin.tweets.remove': {
      send: (api, ids) => api.admin.tweets.remove({ id: ids.tweet, reason: 'hacked' }),
      code: 'FORBIDDEN',
    },
    'admin.tweets.restore': {
      send: (api, ids) => api.admin.tweets.restore({ id: ids.tweet }),
      code: 'FORBIDDEN',
    },
    'admin.tweets.hideFromTrends': {
      send: (api, ids) => api.admin.tweets.hideFromTrends({ id: ids.tweet, reason: 'hacked' }),
      code: 'FORBIDDEN',
    },
    'admin.tweets.showInTrends': {
      send: (api, ids) => api.admin.tweets.showInTrends({ id: ids.tweet }),
      code: 'FORBIDDEN',
    },
    'admin.appeals.resolve': {
      send: (api) => api.admin.appeals.resolve({ id: '1', action: 'grant' }),
      code: 'FORBIDDEN',
    },
    'moderation.appeal': {
      send: (api, ids) => api.moderation.appeal({ tweetId: ids.tweet, text: 'it was mine' }),
      code: 'TWEET_NOT_FOUND',
    },
    'moderation.unblock': { send: (api, ids) => api.moderation.unblock({ id: ids.user }) },
    'moderation.mute': { send: (api, ids) => api.moderation.mute({ id: ids.user }) },
    'moderation.unmute': { send: (api, ids) => api.moderation.unmute({ id: ids.user }) },
    'media.update': {
      send: (api, ids) => api.media.update({ id: ids.media, altText: 'hacked' }),
      code: 'MEDIA_NOT_FOUND',
    },
    'media.delete': { send: (api, ids) => api.media.delete({ id: ids.media }), code: 'MEDIA_NOT_FOUND' },
    'notifications.markRead': { send: (api) => api.notifications.markRead({ upTo: '9223372036854775807' }) },
  };
  const takeNoId = [
    ...['auth.register', 'auth.login', 'auth.reactivate', 'auth.refresh', 'auth.logout'],
    ...['auth.changePassword', 'auth.changeEmail'],
    ...['admin.trends.hideHashtag', 'admin.trends.showHashtag', 'admin.jobs.retry'],
    ...['suspension.get', 'suspension.appeal', 'suspension.export', 'suspension.deleteAccount'],
  ];
  const meantForOthers = [
    ...['tweets.create', 'follows.create', 'likes.create'],
    ...['retweets.create', 'bookmarks.create', 'moderation.block', 'moderation.report'],
  ];

  test('is tried with every mutation', () => {
    expect([...Object.keys(attempts), ...takeNoId, ...meantForOthers].sort()).toEqual(
      listProcedures('mutation').sort(),
    );
  });

  test.each(Object.entries(attempts))('is safe from %s', async (_path, { send, code }) => {
    const [alice, bob, eve] = await app.createUsers(
      `alice_${unique()}`,
      `bob_${unique()}`,
      `eve_${unique()}`,
    );
    const { id: tweet } = await app.as(alice).tweets.create({ text: 'mine' });
    await app.as(bob).follows.create({ id: alice.id });
    await app.as(bob).likes.create({ id: tweet });
    await app.as(bob).retweets.create({ id: tweet });
    const { id: request } = await app.db
      .insertInto('followRequests')
      .values({ followerId: bob.id, followeeId: alice.id })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { id: media } = await insertUpload(app, alice);
    const look = async () => [
      await app.as(alice).media.status({ id: media }),
      (await app.as(alice).follows.requests.list({})).items.map(({ id }) => id),
      await app.as(bob).users.get({ id: alice.id }),
      await app.as(bob).tweets.get({ id: tweet }),
      (await app.as(alice).auth.sessions.list({})).items.map(({ id }) => id),
    ];
    const before = await look();

    const attempt = send(app.as(eve), { user: alice.id, tweet, session: alice.sessionId, request, media });
    if (code) expect(await rejection(attempt)).toMatchObject({ code });
    else await attempt;

    expect(await look()).toEqual(before);
  });
});

describe('fields that are not for the client', () => {
  const forbidden = {
    id: '1',
    role: 'admin',
    verified: true,
    passwordHash: 'x',
    createdAt: '2020-01-01T00:00:00.000Z',
    tweetCount: 9,
  };

  test.each(Object.entries(forbidden))('%s is refused by register', async (field, value) => {
    const input = { username: 'assigned', email: 'assigned@example.org', password, [field]: value };
    expect(await rejection(app.anonymous().auth.register(input))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
    expect(
      await app.db.selectFrom('users').select('id').where('username', '=', 'assigned').execute(),
    ).toEqual([]);
  });

  test.each([
    ...Object.entries(forbidden).slice(1),
    ['username', 'new'],
    ['email', 'new@example.org'],
    ['deletedAt', null],
  ])('%s is refused by users.update', async (field, value) => {
    const [user] = await app.createUsers(`assigns_${unique()}`);
    const before = await app.as(user).auth.me();
    const call = app.as(user).users.update({ id: user.id, [String(field)]: value });
    expect(await rejection(call)).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await app.as(user).auth.me()).toEqual(before);
  });

  test.each(['id', 'authorId', 'conversationId', 'createdAt', 'counts'])(
    '%s is refused by tweets.create',
    async (field) => {
      const [user] = await app.createUsers(`posts_${unique()}`);
      const call = app.as(user).tweets.create({ text: 'hi', ...{ [field]: '1' } });
      expect(await rejection(call)).toMatchObject({ code: 'VALIDATION_FAILED' });
    },
  );
});

function register(username: string) {
  return app.anonymous().auth.register({ username, email: `${username}@example.org`, password });
}

function bearer(accessToken: string) {
  return app.anonymous({ authorization: `Bearer ${accessToken}` });
}

/** What another process of the installation has to tell sessions by. */
async function startNode(bus: Bus) {
  const { db, keys, settings } = app.api.services;
  const hints = await createHints(bus);
  const authenticator = createAuthenticator({ db, hints, key: keys.accessToken, settings });
  const authenticate = ({ accessToken }: TestUser) =>
    authenticator.authenticate(`Bearer ${accessToken}`).then(
      () => 'alive',
      (error) => describeError(error).code,
    );
  return { hints, authenticate };
}

function unique(): string {
  return crypto.randomUUID().slice(0, 8);
}

interface Ids {
  media: string;
  user: string;
  tweet: string;
  session: string;
  request: string;
}
