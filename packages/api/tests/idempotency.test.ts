import { type Caller, createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { hashToken } from '../src/auth/lucia.ts';
import { hashPassword } from '../src/auth/password.ts';
import { insertUpload } from './media-upload.ts';
import { listProcedures } from './procedures.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator] = await app.createStaff('moderator', 'a_moderator');
const password = 'correct horse battery';
const passwordHash = await hashPassword(password);
const reused = { code: 'IDEMPOTENCY_KEY_REUSED', status: 422 };

const counted = [
  ...(['users', 'sessions', 'usedRefreshTokens', 'tweets', 'tweetVersions', 'follows', 'likes'] as const),
  ...(['bookmarks', 'followRequests', 'blocks', 'mutes', 'reports', 'appeals', 'auditLog', 'media'] as const),
] as const;

/** What a mutation needs to be called: who is there before, and a request and another one under the same key. */
interface Scene {
  user: TestUser;
  friend: TestUser;
  /** A tweet of the friend, and one of the user that has been edited. */
  tweetId: string;
  ownTweetId: string;
  /** The friend's quote of that. */
  quoteId: string;
  refreshToken: string;
  /** A follow request of the friend to the user. */
  requestId: string;
  /** The user's report of the friend's tweet. */
  reportId: string;
  /** Tweets that a moderator removed: of the friend, with an appeal, and of the user. */
  removedId: string;
  appealId: string;
  ownRemovedId: string;
  /** The names of accounts that are suspended, and deactivated. */
  suspended: string;
  deactivated: string;
  /** An upload of the user. */
  mediaId: string;
}
type Send = (api: Caller, scene: Scene) => Promise<unknown>;

interface Mutation {
  send: Send;
  /** The same procedure with another body; none when it takes no body. */
  sendOther?: Send;
  /** How many rows one effect adds to each table. */
  effect: Partial<Record<(typeof counted)[number], number>>;
}

const mutations: Record<string, Mutation> = {
  'auth.register': {
    send: (api, { user }) => api.auth.register({ ...newcomer(user), password }),
    sendOther: (api, { user }) => api.auth.register({ ...newcomer(user), password: `${password}!` }),
    effect: { users: 1, sessions: 1 },
  },
  'auth.login': {
    send: (api, { user }) => api.auth.login({ username: user.username, password }),
    sendOther: (api, { user }) => api.auth.login({ email: `${user.username}@example.org`, password }),
    effect: { sessions: 1 },
  },
  'auth.refresh': {
    send: (api, { refreshToken }) => api.auth.refresh({ refreshToken }),
    sendOther: (api) => api.auth.refresh({ refreshToken: 'another' }),
    effect: { usedRefreshTokens: 1 },
  },
  'auth.logout': { send: (api) => api.auth.logout(), effect: { sessions: -1 } },
  'auth.changePassword': {
    send: (api) => api.auth.changePassword({ currentPassword: password, newPassword: 'staple and glue' }),
    sendOther: (api) =>
      api.auth.changePassword({ currentPassword: password, newPassword: 'another new one' }),
    effect: { sessions: -1 },
  },
  'auth.changeEmail': {
    send: (api, { user }) => api.auth.changeEmail({ password, email: `new_${user.username}@example.org` }),
    sendOther: (api, { user }) => api.auth.changeEmail({ password, email: `${user.username}@example.com` }),
    effect: {},
  },
  'auth.reactivate': {
    send: (api, { deactivated }) => api.auth.reactivate({ username: deactivated, password }),
    sendOther: (api, { deactivated }) => api.auth.reactivate({ username: deactivated, password: 'another' }),
    effect: { sessions: 1 },
  },
  'auth.sessions.revoke': {
    send: (api, { user }) => api.auth.sessions.revoke({ id: user.sessionId }),
    sendOther: (api) => api.auth.sessions.revoke({ id: '1' }),
    effect: { sessions: -1 },
  },
  'suspension.get': {
    send: (api, { suspended }) => api.suspension.get({ username: suspended, password }),
    sendOther: (api, { suspended }) => api.suspension.get({ username: suspended, password: 'another' }),
    effect: {},
  },
  'suspension.appeal': {
    send: (api, { suspended }) => api.suspension.appeal({ username: suspended, password, text: 'please' }),
    sendOther: (api, { suspended }) => api.suspension.appeal({ username: suspended, password, text: 'now' }),
    effect: { appeals: 1 },
  },
  'suspension.export': {
    send: (api, { suspended }) => api.suspension.export({ username: suspended, password }),
    sendOther: (api, { suspended }) => api.suspension.export({ username: suspended, password, limit: 1 }),
    effect: {},
  },
  'suspension.deleteAccount': {
    send: (api, { suspended }) => api.suspension.deleteAccount({ username: suspended, password }),
    sendOther: (api, { suspended }) => api.suspension.deleteAccount({ username: suspended, password: 'no' }),
    effect: { sessions: -1 },
  },
  'users.update': {
    send: (api, { user }) => api.users.update({ id: user.id, bio: 'first', location: 'here' }),
    sendOther: (api, { user }) => api.users.update({ id: user.id, bio: 'second' }),
    effect: {},
  },
  'users.delete': {
    send: (api, { user }) => api.users.delete({ id: user.id }),
    sendOther: (api, { friend }) => api.users.delete({ id: friend.id }),
    effect: { sessions: -2, followRequests: -1 },
  },
  'tweets.create': {
    send: (api) => api.tweets.create({ text: 'once' }),
    sendOther: (api) => api.tweets.create({ text: 'twice' }),
    effect: { tweets: 1 },
  },
  'tweets.update': {
    send: (api, { ownTweetId }) => api.tweets.update({ id: ownTweetId, text: 'edited' }),
    sendOther: (api, { ownTweetId }) => api.tweets.update({ id: ownTweetId, text: 'edited again' }),
    effect: { tweetVersions: 1 },
  },
  'tweets.delete': {
    send: (api, { ownTweetId }) => api.tweets.delete({ id: ownTweetId }),
    sendOther: (api, { tweetId }) => api.tweets.delete({ id: tweetId }),
    effect: {},
  },
  'tweets.deleteVersion': {
    send: (api, { ownTweetId }) => api.tweets.deleteVersion({ id: ownTweetId, version: 1 }),
    sendOther: (api, { ownTweetId }) => api.tweets.deleteVersion({ id: ownTweetId, version: 2 }),
    effect: {},
  },
  'tweets.detachQuote': {
    send: (api, { ownTweetId, quoteId }) => api.tweets.detachQuote({ id: ownTweetId, quoteId }),
    sendOther: (api, { ownTweetId, tweetId }) => api.tweets.detachQuote({ id: ownTweetId, quoteId: tweetId }),
    effect: {},
  },
  'follows.create': {
    send: (api, { friend }) => api.follows.create({ id: friend.id }),
    sendOther: (api, { user }) => api.follows.create({ id: user.id }),
    effect: { follows: 1 },
  },
  'follows.delete': {
    send: (api, { friend }) => api.follows.delete({ id: friend.id }),
    sendOther: (api, { user }) => api.follows.delete({ id: user.id }),
    effect: {},
  },
  'likes.create': {
    send: (api, { tweetId }) => api.likes.create({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.likes.create({ id: ownTweetId }),
    effect: { likes: 1 },
  },
  'likes.delete': {
    send: (api, { tweetId }) => api.likes.delete({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.likes.delete({ id: ownTweetId }),
    effect: {},
  },
  'retweets.create': {
    send: (api, { tweetId }) => api.retweets.create({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.retweets.create({ id: ownTweetId }),
    effect: { tweets: 1 },
  },
  'retweets.delete': {
    send: (api, { tweetId }) => api.retweets.delete({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.retweets.delete({ id: ownTweetId }),
    effect: {},
  },
  'bookmarks.create': {
    send: (api, { tweetId }) => api.bookmarks.create({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.bookmarks.create({ id: ownTweetId }),
    effect: { bookmarks: 1 },
  },
  'bookmarks.delete': {
    send: (api, { tweetId }) => api.bookmarks.delete({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.bookmarks.delete({ id: ownTweetId }),
    effect: {},
  },
  'follows.removeFollower': {
    send: (api, { friend }) => api.follows.removeFollower({ id: friend.id }),
    sendOther: (api, { user }) => api.follows.removeFollower({ id: user.id }),
    effect: { followRequests: -1 },
  },
  'follows.requests.accept': {
    send: (api, { requestId }) => api.follows.requests.accept({ id: requestId }),
    sendOther: (api) => api.follows.requests.accept({ id: '1' }),
    effect: { followRequests: -1, follows: 1 },
  },
  'follows.requests.reject': {
    send: (api, { requestId }) => api.follows.requests.reject({ id: requestId }),
    sendOther: (api) => api.follows.requests.reject({ id: '1' }),
    effect: { followRequests: -1 },
  },
  'moderation.report': {
    send: (api, { friend }) => api.moderation.report({ userId: friend.id, reason: 'spam' }),
    sendOther: (api, { friend }) => api.moderation.report({ userId: friend.id, reason: 'hate' }),
    effect: { reports: 1 },
  },
  'admin.reports.resolve': {
    send: (api, { reportId }) => api.admin.reports.resolve({ id: reportId, action: 'dismiss' }),
    sendOther: (api, { reportId }) => api.admin.reports.resolve({ id: reportId, action: 'removeTweet' }),
    effect: { auditLog: 1 },
  },
  'admin.users.suspend': {
    send: (api, { friend }) => api.admin.users.suspend({ id: friend.id, reason: 'spam' }),
    sendOther: (api, { friend }) => api.admin.users.suspend({ id: friend.id, reason: 'more' }),
    effect: { auditLog: 1, sessions: -1 },
  },
  'admin.users.restore': {
    send: (api, { friend }) => api.admin.users.restore({ id: friend.id }),
    sendOther: (api, { user }) => api.admin.users.restore({ id: user.id }),
    effect: {},
  },
  'admin.users.verify': {
    send: (api, { friend }) => api.admin.users.verify({ id: friend.id }),
    sendOther: (api, { user }) => api.admin.users.verify({ id: user.id }),
    effect: { auditLog: 1 },
  },
  'admin.users.unverify': {
    send: (api, { friend }) => api.admin.users.unverify({ id: friend.id }),
    sendOther: (api, { user }) => api.admin.users.unverify({ id: user.id }),
    effect: {},
  },
  'admin.users.setRole': {
    send: (api, { friend }) => api.admin.users.setRole({ id: friend.id, role: 'moderator' }),
    sendOther: (api, { friend }) => api.admin.users.setRole({ id: friend.id, role: 'admin' }),
    effect: { auditLog: 1, sessions: -1 },
  },
  'admin.tweets.remove': {
    send: (api, { tweetId }) => api.admin.tweets.remove({ id: tweetId, reason: 'spam' }),
    sendOther: (api, { ownTweetId }) => api.admin.tweets.remove({ id: ownTweetId, reason: 'spam' }),
    effect: { auditLog: 1 },
  },
  'admin.tweets.restore': {
    send: (api, { removedId }) => api.admin.tweets.restore({ id: removedId }),
    sendOther: (api, { tweetId }) => api.admin.tweets.restore({ id: tweetId }),
    effect: { auditLog: 1 },
  },
  'admin.tweets.hideFromTrends': {
    send: (api, { tweetId }) => api.admin.tweets.hideFromTrends({ id: tweetId, reason: 'spam' }),
    sendOther: (api, { ownTweetId }) => api.admin.tweets.hideFromTrends({ id: ownTweetId, reason: 'spam' }),
    effect: { auditLog: 1 },
  },
  'admin.tweets.showInTrends': {
    send: (api, { tweetId }) => api.admin.tweets.showInTrends({ id: tweetId }),
    sendOther: (api, { ownTweetId }) => api.admin.tweets.showInTrends({ id: ownTweetId }),
    effect: {},
  },
  'admin.trends.hideHashtag': {
    send: (api, { tweetId }) => api.admin.trends.hideHashtag({ hashtag: `spam${tweetId}`, reason: 'spam' }),
    sendOther: (api, { tweetId }) =>
      api.admin.trends.hideHashtag({ hashtag: `scam${tweetId}`, reason: 'spam' }),
    effect: { auditLog: 1 },
  },
  'admin.trends.showHashtag': {
    send: (api, { tweetId }) => api.admin.trends.showHashtag({ hashtag: `spam${tweetId}` }),
    sendOther: (api, { tweetId }) => api.admin.trends.showHashtag({ hashtag: `scam${tweetId}` }),
    effect: {},
  },
  'moderation.appeal': {
    send: (api, { ownRemovedId }) => api.moderation.appeal({ tweetId: ownRemovedId, text: 'it was fair' }),
    sendOther: (api, { ownRemovedId }) => api.moderation.appeal({ tweetId: ownRemovedId, text: 'or so' }),
    effect: { appeals: 1 },
  },
  'admin.jobs.retry': {
    send: (api) => api.admin.jobs.retry({ ids: ['1'] }),
    sendOther: (api) => api.admin.jobs.retry({ ids: ['2'] }),
    effect: {},
  },
  'admin.appeals.resolve': {
    send: (api, { appealId }) => api.admin.appeals.resolve({ id: appealId, action: 'refuse' }),
    sendOther: (api, { appealId }) => api.admin.appeals.resolve({ id: appealId, action: 'grant' }),
    effect: { auditLog: 1 },
  },
  'moderation.block': {
    send: (api, { friend }) => api.moderation.block({ id: friend.id }),
    sendOther: (api, { user }) => api.moderation.block({ id: user.id }),
    effect: { blocks: 1, followRequests: -1 },
  },
  'moderation.unblock': {
    send: (api, { friend }) => api.moderation.unblock({ id: friend.id }),
    sendOther: (api, { user }) => api.moderation.unblock({ id: user.id }),
    effect: {},
  },
  'moderation.mute': {
    send: (api, { friend }) => api.moderation.mute({ id: friend.id }),
    sendOther: (api, { user }) => api.moderation.mute({ id: user.id }),
    effect: { mutes: 1 },
  },
  'moderation.unmute': {
    send: (api, { friend }) => api.moderation.unmute({ id: friend.id }),
    sendOther: (api, { user }) => api.moderation.unmute({ id: user.id }),
    effect: {},
  },
  'media.update': {
    send: (api, { mediaId }) => api.media.update({ id: mediaId, altText: 'first' }),
    sendOther: (api, { mediaId }) => api.media.update({ id: mediaId, altText: 'second' }),
    effect: {},
  },
  'media.delete': {
    send: (api, { mediaId }) => api.media.delete({ id: mediaId }),
    sendOther: (api) => api.media.delete({ id: '1' }),
    effect: { media: -1 },
  },
  'notifications.markRead': {
    send: (api) => api.notifications.markRead({}),
    sendOther: (api) => api.notifications.markRead({ upTo: '1' }),
    effect: {},
  },
};

test('every mutation is tried here', () => {
  expect(Object.keys(mutations).sort()).toEqual(listProcedures('mutation').sort());
});

describe.for(Object.entries(mutations))('%s', ([path, { send, sendOther, effect }]) => {
  test('sent again with its key has one effect and the same answer, and with another body is refused', async () => {
    const { scene, api, key } = await setScene(path);
    const before = await countRows();
    const first = await send(api(key), scene);
    expect(await changeOfRows(before)).toEqual(effect);
    const after = await takeSnapshot();

    expect(await send(api(key), scene)).toEqual(first);
    expect(await send(api(key), scene)).toEqual(first);
    if (sendOther) expect(await rejection(sendOther(api(key), scene))).toMatchObject(reused);

    expect(await takeSnapshot()).toEqual(after);
  });

  test('sent twenty times at once with one key has one effect and one answer', async () => {
    const { scene, api, key } = await setScene(path);
    const before = await countRows();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(api(key), scene)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await changeOfRows(before)).toEqual(effect);
  });
});

async function setScene(path: string) {
  const name = path.replace(/.*\./, '').toLowerCase().slice(0, 10);
  const [user, friend] = await app.createUsers(`${name}_${unique()}`, `friend_${unique()}`);
  const role = path.startsWith('admin.') ? 'admin' : 'user';
  await app.db.updateTable('users').set({ passwordHash, role }).where('id', '=', user.id).execute();
  const [ownTweetId, tweetId] = [await insertTweet(user), await insertTweet(friend)];
  const quoteId = await insertTweet(friend, ownTweetId);
  const former = { tweetId: ownTweetId, version: 1, text: 'b', entities: '{}', createdAt: new Date() };
  await app.db.insertInto('tweetVersions').values(former).execute();
  const refreshToken = crypto.randomUUID();
  await app.db
    .insertInto('sessions')
    .values({
      userId: user.id,
      tokenHash: hashToken(refreshToken),
      expiresAt: new Date(Date.now() + 3_600_000_000),
    })
    .execute();
  const { id: requestId } = await app.db
    .insertInto('followRequests')
    .values({ followerId: friend.id, followeeId: user.id })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: reportId } = await app.as(user).moderation.report({ tweetId, reason: 'spam' });
  const { id: mediaId } = await insertUpload(app, user);
  const [ownRemovedId, removedId] = [await insertRemoved(user), await insertRemoved(friend)];
  const { id: appealId } = await app.db
    .insertInto('appeals')
    .values({ userId: friend.id, tweetId: removedId, text: 'it was fair' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const ids = {
    ownTweetId,
    tweetId,
    quoteId,
    requestId,
    reportId,
    mediaId,
    ownRemovedId,
    removedId,
    appealId,
  };
  const [{ username: suspended }, { username: deactivated }] = await app.createUsers(
    `banned_${unique()}`,
    `left_${unique()}`,
  );
  const suspension = { passwordHash, suspendedAt: new Date() };
  await app.db.updateTable('users').set(suspension).where('username', '=', suspended).execute();
  const deactivation = { passwordHash, deletionDueAt: new Date(Date.now() + 3_600_000) };
  await app.db.updateTable('users').set(deactivation).where('username', '=', deactivated).execute();
  const scene: Scene = { user, friend, ...ids, refreshToken, suspended, deactivated };
  const api = (idempotencyKey: string) => app.as(user, { idempotencyKey });
  return { scene, api, key: crypto.randomUUID() };
}

function newcomer({ username }: TestUser) {
  return { username: `new_${username}`.slice(0, 20), email: `new_${username}@example.org` };
}

function unique(): string {
  return crypto.randomUUID().slice(0, 8);
}

/** One that a moderator removed. */
async function insertRemoved(author: TestUser): Promise<string> {
  const id = await insertTweet(author);
  const removal = { deletedAt: new Date(), deletedBy: moderator.id, kept: true, removalReason: 'spam' };
  await app.db.updateTable('tweets').set(removal).where('id', '=', id).execute();
  return id;
}

/** A tweet that nothing has followed from. */
async function insertTweet({ id: authorId }: TestUser, quotedId: string | null = null): Promise<string> {
  const tweet = {
    authorId,
    text: 'a',
    entities: '{"hashtags":[],"mentions":[],"urls":[]}',
    conversationId: '1',
    quotedId,
  };
  const { id } = await app.db.insertInto('tweets').values(tweet).returning('id').executeTakeFirstOrThrow();
  return id;
}

async function countRows(): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; rows: number }>`${sql.join(
    counted.map(
      (table) => sql`select ${table}::text as name, count(*)::int as rows from ${sql.table(table)}`,
    ),
    sql` union all `,
  )}`.execute(app.db);
  return new Map(rows.map((row) => [row.name, row.rows]));
}

async function changeOfRows(before: Map<string, number>): Promise<Mutation['effect']> {
  await app.drain();
  const now = await countRows();
  const changes = counted.map((table) => [table, (now.get(table) ?? 0) - (before.get(table) ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, change]) => change !== 0));
}

/** A fingerprint of what mutations write, with what their jobs make of it. */
async function takeSnapshot(): Promise<string> {
  await app.drain();
  const tables = [...counted, 'userCounts', 'tweetCounts'] as const;
  const { rows } = await sql`${sql.join(
    tables.map(
      (table) =>
        sql`select md5(string_agg(row::text, ',' order by row::text)) from ${sql.table(table)} as row`,
    ),
    sql` union all `,
  )}`.execute(app.db);
  return JSON.stringify(rows);
}
