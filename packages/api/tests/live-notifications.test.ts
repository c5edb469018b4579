import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { type Listener, type ListenOptions, listen } from './listen.ts';

/** Sweeps too late for any test here: what arrives was hinted, or read after a reconnect. */
const app = await createTestApp({ settings: { streamSweepMs: 3_600_000 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const onNew: ListenOptions = { open: (caller) => caller.notifications.onNew };

test('the stream brings notifications as they come and grow, as the list shows them, and those of nobody else', async () => {
  const [ann, bob, cat] = await app.createUsers('ann', 'bob', 'cat');
  const listener = await listenFrom(ann);
  const { id } = await app.as(ann).tweets.create({ text: 'mine' });
  await app.as(cat).tweets.create({ text: `@${bob.username}` });
  for (const fan of [bob, cat]) {
    await app.as(fan).likes.create({ id });
    await app.drain();
  }
  await app.as(bob).tweets.create({ text: 'reply', replyToId: id });
  await app.drain();
  await expect.poll(() => listener.notifications).toHaveLength(3);
  const [first, grown, reply] = listener.notifications;
  expect(first).toMatchObject({ type: 'like', groupId: grown?.groupId, actorCount: 1 });
  const { items } = await app.as(ann).notifications.list({});
  expect([reply, grown].map((item) => item?.id)).toEqual(items.map(({ id }) => id));
  expect(reply).toMatchObject({ type: 'reply', actors: [{ id: bob.id }], read: false });
  expect(await listener.drop()).toBe('REQUEST_ABORTED');
});

test('the stream brings nothing of whom the user mutes, nor what is done again', async () => {
  const [ann, bob, cat] = await app.createUsers('quiet_ann', 'quiet_bob', 'quiet_cat');
  const { id } = await app.as(ann).tweets.create({ text: 'mine' });
  await app.as(cat).likes.create({ id });
  await app.as(ann).moderation.mute({ id: bob.id });
  await app.drain();
  const listener = await listenFrom(ann);
  await app.as(bob).tweets.create({ text: `@${ann.username}` });
  await app.as(cat).likes.delete({ id });
  await app.as(cat).likes.create({ id });
  await app.drain();
  await app.as(cat).follows.create({ id: ann.id });
  await expect.poll(() => listener.notifications).toMatchObject([{ type: 'follow' }]);
  await listener.drop();
});

test('ten drops while notifications come lose none and repeat none', async () => {
  const [reader] = await app.createUsers('reader');
  const fans = await app.createUsers(...Array.from({ length: 4 }, (_, number) => `fan${number}`));
  const tweet = await app.as(reader).tweets.create({ text: 'talk to me' });
  const first = await listenFrom(reader);
  await first.drop();

  const replying = Promise.all(fans.map((fan) => replyMany(fan, tweet.id)));
  let replied: string[] | undefined;
  const finished = replying.then((ids) => {
    replied = ids.flat();
  });
  const received: string[] = [];
  let { lastEventId } = first;
  const take = (listener: Listener) => {
    for (const { tweet: reply } of listener.notifications) if (reply) received.push(reply.id);
    lastEventId = listener.lastEventId;
  };
  for (let drops = 0; drops < 10; drops += 1) {
    const listener = listen(app, reader, { ...onNew, lastEventId, until: 1 + ((drops * 7) % 11) });
    await Promise.race([listener.ended, finished]);
    await listener.drop();
    take(listener);
  }
  await finished;
  await app.drain();
  const last = listen(app, reader, { ...onNew, lastEventId });
  await expect.poll(() => last.events.some(({ type }) => type === 'checkpoint')).toBe(true);
  await last.drop();
  take(last);
  expect(received.sort()).toEqual(replied?.sort());
});

test('a notification whose transaction began early and ended late is not lost', async () => {
  const [ann, bob] = await app.createUsers('late_ann', 'late_bob');
  const tweet = await app.as(ann).tweets.create({ text: 'mine' });
  await app.as(bob).likes.create({ id: tweet.id });
  await app.drain();
  await app.db.deleteFrom('notificationGroups').where('userId', '=', ann.id).execute();
  const lastEventId = await app.db.transaction().execute(async (trx) => {
    await sql`
      with grown as (
        insert into notification_groups (id, user_id, type, tweet_id, last_id)
        select id, ${ann.id}, 'like', ${tweet.id}, id from next_id() as id
        returning id
      )
      insert into notifications (id, group_id, user_id, type, actor_id, tweet_id)
      select id, id, ${ann.id}, 'like', ${bob.id}, ${tweet.id} from grown`.execute(trx);
    const dropped = await listenFrom(ann);
    await dropped.drop();
    return dropped.lastEventId;
  });
  const resumed = listen(app, ann, { ...onNew, lastEventId });
  await expect.poll(() => resumed.notifications).toMatchObject([{ type: 'like', actors: [{ id: bob.id }] }]);
  await resumed.drop();
});

test('the stream needs an account, and ends with the session', async () => {
  const [ann] = await app.createUsers('leaver');
  expect(await listen(app, { ...ann, accessToken: 'nonsense' }, onNew).ended).toBe('UNAUTHENTICATED');
  expect(await listen(app, ann, { ...onNew, lastEventId: '-1' }).ended).toBe('INVALID_EVENT_ID');
  const listener = await listenFrom(ann);
  await app.as(ann).auth.logout();
  expect(await listener.ended).toBe('SESSION_ENDED');
});

async function replyMany(fan: TestUser, replyToId: string): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < 15) ids.push((await app.as(fan).tweets.create({ text: 'reply', replyToId })).id);
  return ids;
}

/** A listener that has had its first checkpoint. */
async function listenFrom(user: TestUser): Promise<Listener> {
  const listener = listen(app, user, onNew);
  await expect.poll(() => listener.events).toMatchObject([{ type: 'checkpoint' }]);
  return listener;
}
