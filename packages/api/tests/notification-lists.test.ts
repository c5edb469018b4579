import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Notification } from '../src/notifications/schema.ts';
import { deleteOldNotifications, trimNotifications } from '../src/notifications/trim-notifications.ts';
import { createNotified } from './notified.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
const { listOf, summaryOf, settle, replay, createMany } = createNotified(app);
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

let names = 0;
let ann: TestUser;
let bob: TestUser;
let cat: TestUser;
beforeEach(async () => {
  names += 1;
  [ann, bob, cat] = await app.createUsers(`ann${names}`, `bob${names}`, `cat${names}`);
});

describe('nothing is notified, nor shown if it was before', () => {
  /** How ann and bob come to hear nothing of each other, and how that ends. */
  const barriers: Record<string, Barrier> = {
    'of whom the user mutes': {
      set: () => app.as(ann).moderation.mute({ id: bob.id }),
      unset: () => app.as(ann).moderation.unmute({ id: bob.id }),
    },
    'of whom the user blocks': {
      set: () => app.as(ann).moderation.block({ id: bob.id }),
      unset: () => app.as(ann).moderation.unblock({ id: bob.id }),
      detachesQuotes: true,
    },
    'of whom the user is blocked by': {
      set: () => app.as(bob).moderation.block({ id: ann.id }),
      unset: () => app.as(bob).moderation.unblock({ id: ann.id }),
    },
    'of a suspended account': { set: () => suspend(bob, sql`now()`), unset: () => suspend(bob, sql`null`) },
    'of a deleted account': { set: () => app.as(bob).users.delete({ id: bob.id }) },
  };

  test.each(Object.entries(barriers))('%s', async (_name, { set, unset, detachesQuotes }) => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    const other = await app.as(ann).tweets.create({ text: 'too' });
    const kept = { like: 1, retweet: 1, reply: 1, quote: 1, mention: 1 };
    await actOn(id);
    await app.as(cat).likes.create({ id });
    await app.drain();
    expect(await summaryOf(ann)).toMatchObject({ unread: 5, byType: kept });

    await app.db.insertInto('likes').values({ userId: bob.id, tweetId: other.id }).execute();
    await set();
    await replay({ type: 'like.created', userId: bob.id, tweetId: other.id, authorId: ann.id });
    expect(await listOf(ann)).toMatchObject([{ type: 'like', actors: [{ id: cat.id }], actorCount: 1 }]);
    expect(await summaryOf(ann)).toMatchObject({ unread: 1, byType: { like: 1, mention: 0 } });

    if (!unset) return;
    await unset();
    const left = detachesQuotes ? { ...kept, quote: 0 } : kept;
    const unread = detachesQuotes ? 4 : 5;
    expect(await summaryOf(ann)).toMatchObject({ unread, byType: left });
    expect(await listOf(ann)).toHaveLength(unread);
  });

  test('of what a private account writes, to whom does not follow it', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    await app.as(bob).users.update({ id: bob.id, private: true });
    await actOn(id);
    expect(await listOf(ann)).toMatchObject([{ type: 'like' }]);

    await app.as(ann).follows.create({ id: bob.id });
    const [request] = (await app.as(bob).follows.requests.list({})).items;
    await settle(app.as(bob).follows.requests.accept({ id: request?.id ?? '' }));
    await app.as(bob).tweets.create({ text: `@${ann.username}` });
    expect((await listOf(ann)).map(({ type }) => type)).toEqual(['mention', 'followAccepted', 'like']);
    await app.as(bob).follows.removeFollower({ id: ann.id });
    expect(await listOf(ann)).toMatchObject([{ type: 'like' }]);
    expect(await summaryOf(ann)).toMatchObject({ unread: 1 });
  });

  test('of a deleted tweet', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'soon gone' });
    const reply = await app.as(bob).tweets.create({ text: 'also', replyToId: id });
    await app.as(cat).likes.create({ id });
    await app.drain();
    await app.as(ann).tweets.delete({ id });
    await app.as(bob).tweets.delete({ id: reply.id });
    expect(await app.as(ann).notifications.list({})).toEqual({ items: [], nextCursor: null });
    expect(await summaryOf(ann)).toMatchObject({ unread: 0 });
    await app.drain();
    const left = await app.db.selectFrom('notifications').select('id').where('userId', '=', ann.id).execute();
    expect(left).toEqual([]);
  });

  test('to a suspended account, even afterwards', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    await app.db.insertInto('likes').values({ userId: bob.id, tweetId: id }).execute();
    await suspend(ann, sql`now()`);
    await replay({ type: 'like.created', userId: bob.id, tweetId: id, authorId: ann.id });
    await suspend(ann, sql`null`);
    expect(await listOf(ann)).toEqual([]);
  });

  async function actOn(id: string) {
    await app.as(bob).likes.create({ id });
    // A private account cannot be kept from any of these: what it writes is.
    await app.as(bob).retweets.create({ id });
    await app.as(bob).tweets.create({ text: 'reply', replyToId: id });
    await app.as(bob).tweets.create({ text: 'quote', quotedId: id });
    await app.as(bob).tweets.create({ text: `@${ann.username}` });
  }
});

describe('the list', () => {
  test('equals its pages, which stay whole while groups grow and others come', async () => {
    const fans = await createMany('paged', 6);
    const [first, late, ...others] = fans;
    if (!first || !late) throw new Error('there are fans');
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1)
      ids.push((await app.as(ann).tweets.create({ text: `tweet ${number}` })).id);
    for (const id of ids) await settle(app.as(first).likes.create({ id }));
    const { list } = app.as(ann).notifications;
    const whole = await listOf(ann);
    expect(whole).toHaveLength(7);
    for (const limit of [1, 3, 6, 7, 100]) expect(await readWholeList(list, { limit })).toEqual(whole);

    // Those that are still to be read grow, from the last one on, and new ones come.
    const growing = ids.values();
    const betweenPages = async () => {
      const id = growing.next().value;
      if (id) await app.as(late).likes.create({ id });
      await app.as(others.pop() ?? late).follows.create({ id: ann.id });
      await app.drain();
    };
    const seen = await readWholeList(list, { limit: 2, betweenPages });
    expect(seen.map(({ id, actorCount }) => [id, actorCount])).toEqual(whole.map(({ id }) => [id, 1]));
    expect((await listOf(ann))[0]).toMatchObject({ type: 'follow', actorCount: 3 });
  });

  test('is filtered by types, which its cursor is bound to', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    for (const fan of [bob, cat]) await app.as(fan).tweets.create({ text: 'r', replyToId: id });
    await app.as(bob).likes.create({ id });
    await app.as(bob).follows.create({ id: ann.id });
    await app.drain();
    const { list } = app.as(ann).notifications;
    const page = await list({ types: ['reply', 'follow'], limit: 1 });
    const cursor = page.nextCursor ?? '';
    expect(await list({ types: ['follow', 'reply', 'reply'], cursor })).toMatchObject({
      items: [{ type: 'reply' }, { type: 'reply' }],
      nextCursor: null,
    });
    for (const call of [
      () => list({ cursor }),
      () => list({ types: ['reply'], cursor }),
      () => app.as(bob).notifications.list({ cursor }),
    ])
      expect(await rejection(call())).toMatchObject({ code: 'INVALID_CURSOR' });
    for (const types of [[], ['shout'], Array(11).fill('like')])
      expect(await rejection(list({ types }))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});

describe('marking as read', () => {
  test('reads what came up to one, or all, and does so again without a change', async () => {
    const replies = await replyTo(ann, [bob, cat, bob]);
    expect(await app.as(ann).notifications.markRead({ upTo: replies[1]?.id })).toMatchObject({ unread: 1 });
    expect((await listOf(ann)).map(({ read }) => read)).toEqual([false, true, true]);
    for (let times = 0; times < 2; times += 1) {
      expect(await app.as(ann).notifications.markRead({})).toMatchObject({ unread: 0, byType: { reply: 0 } });
    }
    expect((await listOf(ann)).map(({ read }) => read)).toEqual([true, true, true]);
  });

  test('leaves what has grown since unread', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    await settle(app.as(bob).likes.create({ id }));
    const [seen] = await listOf(ann);
    await settle(app.as(cat).likes.create({ id }));
    expect(await app.as(ann).notifications.markRead({ upTo: seen?.id })).toMatchObject({ unread: 1 });
    expect(await listOf(ann)).toMatchObject([{ actorCount: 2, read: false }]);
  });

  test('while others write reads what came up to it and nothing that came after', async () => {
    const { id } = await app.as(ann).tweets.create({ text: 'mine' });
    const fans = await createMany('busy', 10);
    await settle(
      Promise.all(fans.map((fan) => app.as(fan).tweets.create({ text: 'before', replyToId: id }))),
    );
    const [latest] = await listOf(ann);
    await Promise.all([
      ...fans.map((fan) => app.as(fan).tweets.create({ text: 'after', replyToId: id })),
      ...fans.map((fan) => app.as(fan).likes.create({ id })),
      ...Array.from({ length: 5 }, () => app.as(ann).notifications.markRead({ upTo: latest?.id })),
    ]);
    const items = await listOf(ann);
    for (const { tweet, read } of items) expect(read).toBe(tweet?.text === 'before');
    expect(items).toHaveLength(21);
    expect(await summaryOf(ann)).toMatchObject({ unread: 11, byType: { reply: 10, like: 1 } });
  });

  test("changes nobody else's, by whatever id", async () => {
    const [item] = await replyTo(ann, [cat]);
    for (const upTo of [item?.id, '9223372036854775807'])
      expect(await app.as(bob).notifications.markRead({ upTo })).toMatchObject({ unread: 0 });
    expect(await summaryOf(ann)).toMatchObject({ unread: 1 });
    for (const upTo of ['0', '-1', 'x', '9223372036854775808'])
      expect(await rejection(app.as(bob).notifications.markRead({ upTo }))).toMatchObject({
        code: 'VALIDATION_FAILED',
      });
  });

  test('and reading need an account', async () => {
    const { notifications } = app.anonymous();
    for (const call of [
      () => notifications.list({}),
      () => notifications.summary(),
      () => notifications.markRead({}),
    ])
      expect(await rejection(call())).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('retention', () => {
  test('keeps the latest', async () => {
    const items = await replyTo(ann, [bob, cat, bob, cat]);
    await trimNotifications(app.db, [ann.id], 3);
    expect((await listOf(ann)).map(({ id }) => id)).toEqual(
      items
        .slice(1)
        .map(({ id }) => id)
        .reverse(),
    );
  });

  test('deletes what was read long ago', async () => {
    await replyTo(ann, [bob]);
    await app.as(ann).notifications.markRead({});
    await app.db
      .updateTable('notificationGroups')
      .set({ readAt: sql`now() - interval '91 days'` })
      .where('userId', '=', ann.id)
      .execute();
    await replyTo(ann, [cat]);
    await deleteOldNotifications(app.api.services);
    expect(await listOf(ann)).toMatchObject([{ actors: [{ id: cat.id }] }]);
  });
});

/** Notifications of replies to a tweet of the user, in their order. */
async function replyTo(user: TestUser, repliers: TestUser[]): Promise<Notification[]> {
  const { id } = await app.as(user).tweets.create({ text: 'answer me' });
  for (const replier of repliers)
    await settle(app.as(replier).tweets.create({ text: 'reply', replyToId: id }));
  const { items } = await app.as(user).notifications.list({ limit: repliers.length });
  return items.reverse();
}

async function suspend(user: TestUser, at: ReturnType<typeof sql<Date | null>>): Promise<void> {
  await app.db.updateTable('users').set({ suspendedAt: at }).where('id', '=', user.id).execute();
  app.api.services.hints.publish('users', [user.id]);
}

interface Barrier {
  set: () => Promise<unknown>;
  unset?: () => Promise<unknown>;
  /** For good, which takes the notification of a quote away. */
  detachesQuotes?: boolean;
}
