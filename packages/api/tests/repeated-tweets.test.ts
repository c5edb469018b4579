import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp({ settings: { mergeAtReadFollowers: 3 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let round = 0;
let reader: TestUser;
let author: TestUser;
let followees: TestUser[];
let id: string;
beforeEach(async () => {
  round += 1;
  [reader, author] = await app.createUsers(`reader${round}`, `author${round}`);
  followees = await app.createUsers(`ada${round}`, `bea${round}`, `cleo${round}`);
  for (const followee of followees) await app.as(reader).follows.create({ id: followee.id });
  id = (await app.as(author).tweets.create({ text: 'worth repeating' })).id;
});

describe('three whom one follows retweet one tweet', () => {
  beforeEach(async () => {
    for (const followee of followees) await app.as(followee).retweets.create({ id });
    await app.drain();
  });

  test('home has one entry, which names them', async () => {
    const [ada, bea, cleo] = followees;
    expect(await home()).toMatchObject([
      {
        author: { id: cleo?.id },
        retweetOf: { id },
        retweetedBy: { users: [{ id: cleo?.id }, { id: bea?.id }, { id: ada?.id }], userCount: 3 },
      },
    ]);
  });

  test('the feed has one item, which names them', async () => {
    const { items } = await app.as(reader).feed.get({});
    expect(items).toMatchObject([
      { tweet: { id, retweetOf: null }, reasons: [{ type: 'retweetedBy', userCount: 3 }] },
    ]);
    const named = items[0]?.reasons[0]?.users.map((user) => user.id) ?? [];
    expect(named.toSorted()).toEqual(followees.map((followee) => followee.id).toSorted());
  });

  test('who follows the author too has the tweet in that entry, and not once more', async () => {
    await app.as(reader).follows.create({ id: author.id });
    await app.drain();
    expect(await home()).toMatchObject([{ retweetOf: { id }, retweetedBy: { userCount: 3 } }]);
  });

  test('one more is counted, and three are named', async () => {
    await app.as(reader).retweets.create({ id });
    await app.drain();
    const [item, ...others] = await home();
    expect(others).toEqual([]);
    expect(item?.author.id).toBe(reader.id);
    expect(item?.retweetedBy?.users.map((user) => user.id)).toEqual(
      [reader, followees[2], followees[1]].map((user) => user?.id),
    );
    expect(item?.retweetedBy?.userCount).toBe(4);
  });

  test('the entry stands by those that are left, before and after the last one’s was taken out', async () => {
    const [ada, bea, cleo] = followees;
    await app.as(reader).moderation.mute({ id: cleo?.id ?? '' });
    for (const settle of [() => {}, app.drain]) {
      await settle();
      expect(await home()).toMatchObject([
        { author: { id: bea?.id }, retweetedBy: { users: [{ id: bea?.id }, { id: ada?.id }], userCount: 2 } },
      ]);
    }
    await app.as(bea ?? author).retweets.delete({ id });
    for (const settle of [() => {}, app.drain]) {
      await settle();
      const items = await home();
      expect(items).toMatchObject([{ author: { id: ada?.id }, retweetOf: { id } }]);
      expect(items[0]?.retweetedBy).toBeUndefined();
    }
  });
});

test('an earlier retweet does not bring a tweet back within fifty entries, wherever a page begins', async () => {
  const [ada, bea, cleo] = followees;
  if (!ada || !bea || !cleo) throw new Error('three were created');
  await app.as(ada).retweets.create({ id });
  const [oneOfAda = ''] = await post(ada, 49);
  await app.as(bea).retweets.create({ id });
  await app.drain();
  expect(await retweetsAtHome()).toEqual([bea.id]);
  await post(bea, 1);
  await app.as(cleo).retweets.create({ id });
  await post(cleo, 60);
  await app.drain();
  expect(await retweetsAtHome()).toEqual([cleo.id]);
  // Ada's is 51 below Cleo's, and Bea's was between them.
  await app.as(bea).retweets.delete({ id });
  await app.drain();
  expect(await retweetsAtHome()).toEqual([cleo.id, ada.id]);
  await app.as(ada).tweets.delete({ id: oneOfAda });
  await app.drain();
  expect(await retweetsAtHome()).toEqual([cleo.id]);
  await app.as(reader).retweets.create({ id });
  await app.drain();
  expect(await retweetsAtHome()).toEqual([reader.id, cleo.id]);
});

test('a home goes on below a hundred entries that repeat each other', async () => {
  const [ada] = followees;
  const old = await post(ada ?? author, 20);
  for (let number = 0; number < 75; number += 1) {
    const [own = ''] = await post(ada ?? author, 1);
    await app.as(ada ?? author).retweets.create({ id: own });
  }
  await app.drain();
  for (const limit of [7, 100]) {
    const items = await readWholeList(app.as(reader).timelines.home, { limit });
    expect(items).toHaveLength(75 + 20);
    expect(items.slice(-20).map((item) => item.id)).toEqual(old.toReversed());
  }
});

test('what is retweeted while pages are read is in one of them', async () => {
  const [ada, bea] = followees;
  const posted = await post(ada ?? author, 8);
  await app.drain();
  const items = await readWholeList(app.as(reader).timelines.home, {
    limit: 3,
    async betweenPages() {
      const unread = posted.shift() ?? '';
      await app.as(bea ?? author).retweets.create({ id: unread });
      await app.drain();
    },
  });
  expect(items.map((item) => item.text)).toEqual(['7', '6', '5', '4', '3', '2', '1', '0']);
});

test('what stands for a retweet that is not shown stands there once, before that was taken out and after', async () => {
  const [ada, bea] = followees;
  const [first = ''] = await post(ada ?? author, 1);
  const [second = ''] = await post(ada ?? author, 1);
  await app.as(bea ?? author).retweets.create({ id: first });
  await app.drain();
  await app.as(reader).moderation.mute({ id: bea?.id ?? '' });
  expect((await home()).map((item) => item.id).toSorted()).toEqual([first, second]);
  await app.drain();
  expect((await home()).map((item) => item.id)).toEqual([second, first]);
});

test('of an author who is merged when timelines are read, retweets are the same entry', async () => {
  const [ada, bea] = followees;
  const others = await app.createUsers(`other${round}`, `another${round}`);
  for (const other of others) await app.as(other).follows.create({ id: ada?.id ?? '' });
  for (const followee of [ada, bea]) await app.as(followee ?? author).retweets.create({ id });
  await app.drain();
  expect(await home()).toMatchObject([{ author: { id: bea?.id }, retweetedBy: { userCount: 2 } }]);
});

async function home() {
  return (await app.as(reader).timelines.home({})).items;
}

/** Whose stand in the home timeline, which is the same in pages of any size. */
async function retweetsAtHome(): Promise<string[]> {
  const [some, ...others] = await Promise.all(
    [1, 7, 50, 100].map((limit) => readWholeList(app.as(reader).timelines.home, { limit })),
  );
  for (const other of others) expect(other).toEqual(some);
  return (some ?? []).flatMap(({ author: { id: authorId }, retweetOf }) => (retweetOf ? [authorId] : []));
}

/** @returns their ids. */
async function post(user: TestUser, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1)
    ids.push((await app.as(user).tweets.create({ text: `${number}` })).id);
  return ids;
}
