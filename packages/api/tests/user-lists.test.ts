import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const size = 23;
const limits = [1, 2, 7, 22, 23, 24, 100];

/** A list of `size` items, and one way to add to it and to take from it. */
interface List {
  /** Newest first. */
  ids: string[];
  read: (page: { limit?: number; cursor?: string }) => Promise<Page>;
  add: (index: number) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
}
type Page = { items: { id: string }[]; nextCursor: string | null };

// The list of all users comes first: it has those of the other lists too.
describe.for([
  { name: 'users.list', prepare: prepareUsers },
  { name: 'users.followers', prepare: prepareFollowers },
  { name: 'users.following', prepare: prepareFollowing },
  { name: 'auth.sessions.list', prepare: prepareSessions },
])('$name', ({ prepare }) => {
  let list: List;
  beforeAll(async () => {
    list = await prepare();
  });

  test('is newest first, and its pages of any size equal the whole', async () => {
    for (const limit of limits) {
      const items = await readWholeList(list.read, { limit });
      expect(items.map(({ id }) => id)).toEqual(list.ids);
    }
  });

  test('ends on a page that is just full, and has 20 items on a page unless asked', async () => {
    expect((await list.read({ limit: size })).nextCursor).toBeNull();
    expect((await list.read({ limit: size - 1 })).nextCursor).not.toBeNull();
    expect((await list.read({})).items).toHaveLength(20);
  });

  test('paged while others write has no repeat and no hole', async () => {
    const { ids, read, add, remove } = list;
    const removed = new Set<string>();
    let turn = 0;
    const items = await readWholeList(read, {
      limit: 3,
      betweenPages: async () => {
        turn += 1;
        // One of those read before, and one of those still to come.
        const gone = [ids.at(turn), ids.at(-2 * turn)].filter((id) => id !== undefined);
        for (const id of gone) removed.add(id);
        await Promise.all([add(turn), ...gone.map(remove)]);
      },
    });

    const seen = items.map(({ id }) => id);
    expect(seen).toEqual(ids.filter((id) => seen.includes(id)));
    expect(seen).toEqual(expect.arrayContaining(ids.filter((id) => !removed.has(id))));
    expect(turn).toBeGreaterThanOrEqual(5);
  });
});

async function prepareUsers(): Promise<List> {
  const [viewer, ...others] = await createUsersInOrder('listed', size);
  return {
    ids: toIds([viewer, ...others]),
    read: (page) => app.as(viewer).users.list(page),
    add: (index) => app.createUsers(`late_${index}`),
    remove: (id) => app.as(find(others, id)).users.delete({ id }),
  };
}

async function prepareFollowers(): Promise<List> {
  const [followee] = await app.createUsers('followee');
  const followers = await createUsersInOrder('follower', size);
  const follow = (follower: TestUser) => app.as(follower).follows.create({ id: followee.id });
  for (const follower of followers) await follow(follower);
  return {
    ids: toIds(followers),
    read: (page) => app.as(followee).users.followers({ id: followee.id, ...page }),
    add: async (index) => follow((await app.createUsers(`late_follower_${index}`))[0]),
    remove: (id) => app.as(find(followers, id)).follows.delete({ id: followee.id }),
  };
}

async function prepareFollowing(): Promise<List> {
  const [follower] = await app.createUsers('the_follower');
  const followees = await createUsersInOrder('followee', size);
  const follow = ({ id }: TestUser) => app.as(follower).follows.create({ id });
  for (const followee of followees) await follow(followee);
  return {
    ids: toIds(followees),
    read: (page) => app.as(follower).users.following({ id: follower.id, ...page }),
    add: async (index) => follow((await app.createUsers(`late_followee_${index}`))[0]),
    remove: (id) => app.as(follower).follows.delete({ id }),
  };
}

async function prepareSessions(): Promise<List> {
  const [user] = await app.createUsers('many_devices');
  const ids = [user.sessionId];
  while (ids.length < size) ids.unshift(await addSession(user));
  return {
    ids,
    read: (page) => app.as(user).auth.sessions.list(page),
    add: () => addSession(user),
    remove: (id) => app.as(user).auth.sessions.revoke({ id }),
  };
}

async function createUsersInOrder(name: string, count: number): Promise<[TestUser, ...TestUser[]]> {
  const users = await app.createUsers(`${name}_0`);
  for (let index = 1; index < count; index++) users.push(...(await app.createUsers(`${name}_${index}`)));
  return users;
}

async function addSession({ id: userId }: TestUser): Promise<string> {
  const { id } = await app.db
    .insertInto('sessions')
    .values({
      userId,
      tokenHash: Buffer.from(crypto.randomUUID()),
      expiresAt: new Date(Date.now() + 3_600_000),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

function toIds(users: TestUser[]): string[] {
  return users.map(({ id }) => id).reverse();
}

function find(users: TestUser[], id: string): TestUser {
  return users.find((user) => user.id === id) ?? expect.fail(`no user ${id}`);
}
