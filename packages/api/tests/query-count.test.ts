import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeAll, expect, test } from 'vitest';

const statements: string[] = [];
const app = await createTestApp({ onQuery: ({ sql }) => void statements.push(sql) });
afterAll(() => app[Symbol.asyncDispose]());

const [alice, ...others] = await app.createUsers(
  'alice',
  ...Array.from({ length: 20 }, (_, number) => `user${number}`),
);
const caller = app.as(alice);
const root = await caller.tweets.create({ text: 'root' });

beforeAll(async () => {
  await Promise.all(others.map(populate));
  for (let number = 0; number < 20; number += 1)
    await caller.tweets.update({ id: root.id, text: `edit ${number}` });
  const muted = await app.createUsers(...others.map((_, number) => `muted${number}`));
  for (const { id } of muted) await caller.moderation.mute({ id });
  // Whatever order the rest came in, the shortest page of a timeline has a quote as well.
  await app.as(others[0] ?? alice).tweets.create({ text: 'the newest quote', quotedId: root.id });
  await app.drain();
  // Stems of a word are asked for once.
  await caller.search.tweets({ q: 'another' });
});

test.for([
  ['users.list', (limit) => caller.users.list({ limit })],
  ['users.tweets', (limit) => caller.users.tweets({ id: alice.id, limit })],
  ['users.likes', (limit) => caller.users.likes({ id: alice.id, limit })],
  ['users.followers', (limit) => caller.users.followers({ id: alice.id, limit })],
  ['users.following', (limit) => caller.users.following({ id: alice.id, limit })],
  ['tweets.history', (limit) => caller.tweets.history({ id: root.id, limit })],
  ['tweets.replies', (limit) => caller.tweets.replies({ id: root.id, limit })],
  ['tweets.thread', (limit) => caller.tweets.thread({ id: root.id, limit })],
  ['tweets.likers', (limit) => caller.tweets.likers({ id: root.id, limit })],
  ['tweets.retweeters', (limit) => caller.tweets.retweeters({ id: root.id, limit })],
  ['tweets.quotes', (limit) => caller.tweets.quotes({ id: root.id, limit })],
  ['bookmarks.list', (limit) => caller.bookmarks.list({ limit })],
  ['follows.requests.list', (limit) => caller.follows.requests.list({ limit })],
  ['moderation.mutes', (limit) => caller.moderation.mutes({ limit })],
  ['search.tweets', (limit) => caller.search.tweets({ q: 'another', limit })],
  ['timelines.home', (limit) => caller.timelines.home({ limit })],
  ['feed.get', (limit) => caller.feed.get({ limit })],
  ['notifications.list', (limit) => caller.notifications.list({ types: ['reply'], limit })],
] satisfies [string, Read][])('%s makes as many queries for 20 items as for 2', async ([, read]) => {
  const few = await countQueries(read, 2);
  const many = await countQueries(read, 20);
  expect(many).toBe(few);
  expect(many).toBeLessThanOrEqual(8);
});

test('a home timeline that was just read is read again without a query', async () => {
  await caller.timelines.home({ limit: 20 });
  statements.length = 0;
  await caller.timelines.home({ limit: 20 });
  expect(statements.filter(isOurs)).toEqual([]);
});

test('a mute, a block, or the end of one that changes nothing tells nobody', async () => {
  const [other] = await app.createUsers('kept_apart');
  await caller.moderation.mute({ id: other.id });
  await app.drain();
  statements.length = 0;
  await caller.moderation.mute({ id: other.id });
  await caller.moderation.unblock({ id: other.id });
  await app.as(other).moderation.unmute({ id: alice.id });
  expect(statements.filter((statement) => statement.includes('insert into "outbox"'))).toEqual([]);
});

/** Gives every list of the root and of Alice one item more. */
async function populate(user: TestUser): Promise<void> {
  await app.as(user).follows.create({ id: alice.id });
  await caller.follows.create({ id: user.id });
  const { id } = await app.as(user).tweets.create({ text: 'a reply', replyToId: root.id });
  await caller.likes.create({ id });
  await app.as(user).likes.create({ id: root.id });
  await app.as(user).retweets.create({ id: root.id });
  await app.as(user).tweets.create({ text: 'a quote', quotedId: root.id });
  await caller.bookmarks.create({ id });
  await app.db.insertInto('followRequests').values({ followerId: user.id, followeeId: alice.id }).execute();
  await caller.tweets.create({ text: 'another' });
}

/** With nothing in the caches. */
async function countQueries(read: Read, limit: number): Promise<number> {
  app.api.services.views.clear();
  statements.length = 0;
  const { items } = await read(limit);
  expect(items).toHaveLength(limit);
  return statements.filter(isOurs).length;
}

/** Outbox and jobs are looked at in the background, and whether the session lives every ten seconds. */
function isOurs(statement: string): boolean {
  return !/"outbox"|"jobs"|"sessions"|^(begin|commit)/.test(statement);
}

type Read = (limit: number) => Promise<{ items: unknown[] }>;
