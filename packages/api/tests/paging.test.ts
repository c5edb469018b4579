import { createTestApp, rejection, type TestUser } from '@dunlin/testing';
import { afterAll, expect, test } from 'vitest';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const size = 13;
const names = (prefix: string) => Array.from({ length: size }, (_, index) => `${prefix}${index}`);

/** Each list with its items in order, and a write that adds one more to it. */
const lists: Record<string, () => Promise<List>> = {
  async home() {
    const [reader, writer] = await app.createUsers('home_reader', 'home_writer');
    await app.as(reader).follows.create({ id: writer.id });
    const add = async () => {
      const { id } = await app.as(writer).tweets.create({ text: 'for all my followers' });
      await app.drain();
      return id;
    };
    return { items: await addMany(add), add, newestFirst: true, read: app.as(reader).timelines.home };
  },
  async 'tweets of a user'() {
    const [author] = await app.createUsers('author');
    const add = async () => (await app.as(author).tweets.create({ text: 'mine' })).id;
    const { users } = app.as(author);
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => users.tweets({ id: author.id, ...page }),
    };
  },
  async replies() {
    const [author] = await app.createUsers('replier');
    const { id } = await app.as(author).tweets.create({ text: 'root' });
    const add = async () => (await app.as(author).tweets.create({ text: 'reply', replyToId: id })).id;
    const { tweets } = app.as(author);
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => tweets.replies({ id, ...page }),
    };
  },
  async thread() {
    const [author] = await app.createUsers('threader');
    const { id } = await app.as(author).tweets.create({ text: 'root' });
    const add = async () => (await app.as(author).tweets.create({ text: 'reply', replyToId: id })).id;
    const { tweets } = app.as(author);
    return {
      items: [id, ...(await addMany(add))],
      add,
      newestFirst: false,
      read: (page) => tweets.thread({ id, ...page }),
    };
  },
  async history() {
    const [author] = await app.createUsers('editor');
    const { id } = await app.as(author).tweets.create({ text: 'version 1' });
    let version = 0;
    const add = async () => {
      version += 1;
      await app.as(author).tweets.update({ id, text: `version ${version + 1}` });
      return String(version);
    };
    return {
      ...{ items: await addMany(add), add, newestFirst: true },
      async read(page) {
        const { items, nextCursor } = await app.as(author).tweets.history({ id, ...page });
        return { items: items.map((item) => ({ id: String(item.version) })), nextCursor };
      },
    };
  },
  async likers() {
    const fans = await app.createUsers(...names('liker'), ...names('late_liker'));
    const { id } = await app.as(firstOf(fans)).tweets.create({ text: 'like me' });
    const add = everyOne(fans, (fan) => app.as(fan).likes.create({ id }));
    const { tweets } = app.as(firstOf(fans));
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => tweets.likers({ id, ...page }),
    };
  },
  async 'likes of a user'() {
    const [fan] = await app.createUsers('fan');
    const add = async () => {
      const { id } = await app.as(fan).tweets.create({ text: 'I like it' });
      await app.as(fan).likes.create({ id });
      return id;
    };
    const { users } = app.as(fan);
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => users.likes({ id: fan.id, ...page }),
    };
  },
  async followers() {
    const fans = await app.createUsers(...names('follower'), ...names('late_follower'));
    const [star] = await app.createUsers('star');
    const add = everyOne(fans, (fan) => app.as(fan).follows.create({ id: star.id }));
    const { users } = app.as(star);
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => users.followers({ id: star.id, ...page }),
    };
  },
  async following() {
    const stars = await app.createUsers(...names('followee'), ...names('late_followee'));
    const [fan] = await app.createUsers('follows_all');
    const add = everyOne(stars, (star) => app.as(fan).follows.create({ id: star.id }));
    const { users } = app.as(fan);
    return {
      items: await addMany(add),
      add,
      newestFirst: true,
      read: (page) => users.following({ id: fan.id, ...page }),
    };
  },
};

test.for(Object.entries(lists))(
  'pages of any size equal the whole, and stay complete while others write: %s',
  async ([, create]) => {
    const { items, add, newestFirst, read } = await create();
    const whole = newestFirst ? items.toReversed() : items;
    for (const limit of [1, 4, whole.length - 1, whole.length, 100]) {
      expect(idsOf(await readWholeList(read, { limit }))).toEqual(whole);
    }

    const added: string[] = [];
    const betweenPages = async () => {
      if (added.length < 4) added.push(await add());
    };
    const seen = idsOf(await readWholeList(read, { limit: 3, betweenPages }));
    expect(seen).toEqual(newestFirst ? whole : [...whole, ...added]);
  },
);

test('a page goes on after its last item even when that is deleted meanwhile', async () => {
  const [author] = await app.createUsers('remover');
  const ids = await addMany(async () => (await app.as(author).tweets.create({ text: 'soon gone' })).id);
  for (const list of [
    app.as(author).timelines.home,
    (page: object) => app.as(author).users.tweets({ id: author.id, ...page }),
  ]) {
    const first = await list({ limit: 2 });
    const last = first.items.at(-1)?.id ?? '';
    await app.as(author).tweets.delete({ id: last });
    await app.drain();
    ids.splice(ids.indexOf(last), 1);
    const rest = await readWholeList((page) => list({ cursor: first.nextCursor ?? '', ...page }), {
      limit: 5,
    });
    expect(idsOf(rest)).toEqual(ids.slice(0, -1).reverse());
  }
});

test('a cursor is valid for its list alone', async () => {
  const [reader, other] = await app.createUsers('cursor_reader', 'cursor_other');
  for (const caller of [app.as(reader), app.as(other)]) {
    await caller.tweets.create({ text: 'one' });
    await caller.tweets.create({ text: 'two' });
  }
  const { nextCursor } = await app.as(reader).timelines.home({ limit: 1 });
  const cursor = nextCursor ?? '';
  const moved = [
    app.as(other).timelines.home({ cursor }),
    app.as(reader).users.tweets({ id: reader.id, cursor }),
    app.as(reader).users.list({ cursor }),
    ...[`${cursor}A`, cursor.slice(0, -1), cursor.toLowerCase(), 'bm9uc2Vuc2U', '/\u0000'].map((forged) =>
      app.as(reader).timelines.home({ cursor: forged }),
    ),
  ];
  for (const answer of await Promise.all(moved.map(rejection))) {
    expect(answer).toMatchObject({ code: 'INVALID_CURSOR', status: 400 });
  }
});

test.for([0, -1, 101, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER])(
  'a limit of %d is refused',
  async (limit) => {
    const [reader] = await app.createUsers(`limit_${String(limit).replaceAll(/\W/g, '_')}`);
    expect(await rejection(app.as(reader).timelines.home({ limit }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  },
);

async function addMany(add: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < size) ids.push(await add());
  return ids;
}

/** Takes the next user at each call. */
function everyOne(users: TestUser[], act: (user: TestUser) => Promise<unknown>): () => Promise<string> {
  const waiting = users.values();
  return async () => {
    const { value: user } = waiting.next();
    if (!user) throw new Error('there is no user left');
    await act(user);
    return user.id;
  };
}

function firstOf(users: TestUser[]): TestUser {
  const [user] = users;
  if (!user) throw new Error('there is no user');
  return user;
}

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id);
}

interface List {
  /** In the order in which they were added. */
  items: string[];
  add(): Promise<string>;
  newestFirst: boolean;
  read(page: {
    limit: number;
    cursor?: string;
  }): Promise<{ items: { id: string }[]; nextCursor: string | null }>;
}
