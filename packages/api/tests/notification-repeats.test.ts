import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createNotified } from './notified.ts';

const app = await createTestApp();
const { listOf, summaryOf, settle } = createNotified(app);
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let names = 0;
let ann: TestUser;
let bob: TestUser;
beforeEach(async () => {
  names += 1;
  [ann, bob] = await app.createUsers(`ann${names}`, `bob${names}`);
});

describe('a request to a private account', () => {
  beforeEach(() => app.as(bob).users.update({ id: bob.id, private: true }));

  test('that was read and rejected is a new unread request when it is made again', async () => {
    await ask();
    await app.as(bob).notifications.markRead({});
    await app.as(bob).follows.requests.reject({ id: await requestId() });
    await ask();
    expect(await listOf(bob)).toMatchObject([{ type: 'followRequest', actorCount: 1, read: false }]);
    expect(await summaryOf(bob)).toMatchObject({ unread: 1, byType: { followRequest: 1 } });
  });

  test.each([
    ['read', true],
    ['unread', false],
  ])('that was %s and withdrawn is a new unread request when it is made again', async (_name, isRead) => {
    await ask();
    const [first] = await listOf(bob);
    if (isRead) await app.as(bob).notifications.markRead({});
    await settle(app.as(ann).follows.delete({ id: bob.id }));
    expect(await listOf(bob)).toEqual([]);
    await ask();
    const [again, ...others] = await listOf(bob);
    expect(again).toMatchObject({ type: 'followRequest', actorCount: 1, read: false });
    expect(again?.id).not.toBe(first?.id);
    expect(others).toEqual([]);
    expect(await summaryOf(bob)).toMatchObject({ unread: 1 });
  });

  test('that was accepted is no unread news to who accepted it, and told to who asked', async () => {
    await ask();
    await accept();
    expect(await listOf(bob)).toMatchObject([{ type: 'follow', actors: [{ id: ann.id }], read: true }]);
    expect(await summaryOf(bob)).toMatchObject({ unread: 0 });
    expect(await listOf(ann)).toMatchObject([{ type: 'followAccepted', read: false }]);
  });

  test('that was accepted, and unfollowed, is a new unread request, and its acceptance news again', async () => {
    await ask();
    await accept();
    for (const user of [ann, bob]) await app.as(user).notifications.markRead({});
    await settle(app.as(ann).follows.delete({ id: bob.id }));
    await ask();
    expect(await listOf(bob)).toMatchObject([{ type: 'followRequest', read: false }]);
    expect(await listOf(ann)).toEqual([]);
    await accept();
    expect(await listOf(ann)).toMatchObject([{ type: 'followAccepted', read: false }]);
    expect(await summaryOf(ann)).toMatchObject({ unread: 1, byType: { followAccepted: 1 } });
    expect(await summaryOf(bob)).toMatchObject({ unread: 0 });
  });

  test('that is let in with all others when the account opens is no unread news to who opened it', async () => {
    await ask();
    await settle(app.as(bob).users.update({ id: bob.id, private: false }));
    expect(await summaryOf(bob)).toMatchObject({ unread: 0 });
    expect(await summaryOf(ann)).toMatchObject({ unread: 1, byType: { followAccepted: 1 } });
  });

  const ask = () => settle(app.as(ann).follows.create({ id: bob.id }));
  const accept = async () => settle(app.as(bob).follows.requests.accept({ id: await requestId() }));
  async function requestId() {
    const { items } = await app.as(bob).follows.requests.list({});
    return items[0]?.id ?? '';
  }
});

test('a follow after a block and its end is unread news', async () => {
  await settle(app.as(ann).follows.create({ id: bob.id }));
  await app.as(bob).notifications.markRead({});
  await app.as(bob).moderation.block({ id: ann.id });
  await app.as(bob).moderation.unblock({ id: ann.id });
  expect(await listOf(bob)).toEqual([]);
  await settle(app.as(ann).follows.create({ id: bob.id }));
  expect(await listOf(bob)).toMatchObject([{ type: 'follow', actorCount: 1, read: false }]);
  expect(await summaryOf(bob)).toMatchObject({ unread: 1 });
});

test('followed by one again and again, a user still hears of the others who follow', async () => {
  const [cat] = await app.createUsers(`cat${names}`);
  await settle(app.as(cat).follows.create({ id: bob.id }));
  for (let times = 0; times < 30; times += 1) {
    await settle(app.as(ann).follows.create({ id: bob.id }));
    await settle(app.as(ann).follows.delete({ id: bob.id }));
  }
  expect(await listOf(bob)).toMatchObject([{ type: 'follow', actors: [{ id: cat.id }], actorCount: 1 }]);
  const rows = await app.db.selectFrom('notifications').select('id').where('userId', '=', bob.id).execute();
  expect(rows).toHaveLength(2);
});

test('what one who is gone did last hides nothing of the others in its group', async () => {
  const [cat] = await app.createUsers(`cat${names}`);
  const { id } = await app.as(bob).tweets.create({ text: 'like me' });
  await settle(app.as(cat).likes.create({ id }));
  await settle(app.as(ann).likes.create({ id }));
  await settle(app.as(ann).users.delete({ id: ann.id }));
  expect(await listOf(bob)).toMatchObject([{ type: 'like', actors: [{ id: cat.id }], actorCount: 1 }]);
  expect(await summaryOf(bob)).toMatchObject({ unread: 1 });
});
