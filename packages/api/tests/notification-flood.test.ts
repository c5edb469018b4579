import { createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { trimNotifications } from '../src/notifications/trim-notifications.ts';
import { createNotified } from './notified.ts';

const app = await createTestApp();
const { listOf, summaryOf, settle } = createNotified(app);
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const { notificationsMax } = app.api.services.settings;

test('a flood of 2,150 mentions takes nothing from who did three things before it', async () => {
  const [victim, friend, flooder] = await app.createUsers('victim', 'friend', 'flooder');
  const [admin] = await app.createStaff('admin', 'admin');
  const { id } = await app.as(victim).tweets.create({ text: 'like me' });
  await settle(app.as(friend).follows.create({ id: victim.id }));
  await settle(app.as(friend).likes.create({ id }));
  const mention = await app.as(friend).tweets.create({ text: `@${victim.username} helo` });
  await app.drain();
  const friends = await listOf(victim);
  expect(friends.map(({ type }) => type)).toEqual(['mention', 'like', 'follow']);

  await mentionOften(flooder, victim, 2_150);
  await trimNotifications(app.db, [victim.id], notificationsMax);
  expect(await countGroups(victim)).toBe(notificationsMax);

  await app.as(victim).moderation.mute({ id: flooder.id });
  expect(await listOf(victim)).toEqual(friends);
  expect(await summaryOf(victim)).toMatchObject({ unread: 3 });
  await app.as(victim).moderation.unmute({ id: flooder.id });
  await app.as(admin).admin.users.suspend({ id: flooder.id, reason: 'spam' });
  expect(await listOf(victim)).toEqual(friends);

  await app.as(victim).notifications.markRead({});
  await app.as(friend).tweets.update({ id: mention.id, text: `@${victim.username} hello` });
  expect((await listOf(victim)).map(({ type }) => type)).toEqual(['mention', 'like', 'follow']);
  expect(await summaryOf(victim)).toMatchObject({ unread: 0 });
});

test('what no longer stands is trimmed first', async () => {
  const [ann, bob, cat] = await app.createUsers('ann', 'bob', 'cat');
  await settle(app.as(bob).tweets.create({ text: `@${ann.username}` }));
  for (let number = 0; number < 3; number += 1)
    await settle(app.as(cat).tweets.create({ text: `@${ann.username}` }));
  await app.as(cat).moderation.block({ id: ann.id });
  await trimNotifications(app.db, [ann.id], 1);
  expect(await listOf(ann)).toMatchObject([{ type: 'mention', actors: [{ id: bob.id }] }]);
  expect(await countGroups(ann)).toBe(1);
});

test('what a quiet actor did together with a loud one is kept as theirs', async () => {
  const [ann, bob, cat] = await app.createUsers('ann2', 'bob2', 'cat2');
  const ids: string[] = [];
  for (let number = 0; number < 5; number += 1)
    ids.push((await app.as(ann).tweets.create({ text: `tweet ${number}` })).id);
  await settle(app.as(bob).likes.create({ id: ids[0] ?? '' }));
  for (const id of ids) await settle(app.as(cat).likes.create({ id }));
  await trimNotifications(app.db, [ann.id], 2);
  expect((await listOf(ann)).map(({ tweet }) => tweet?.id)).toEqual([ids[4], ids[0]]);
});

async function mentionOften(author: TestUser, { username }: TestUser, times: number): Promise<void> {
  const atOnce = 50;
  for (let start = 0; start < times; start += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, times - start) }, (_, index) =>
        app.as(author).tweets.create({ text: `@${username} ${start + index}` }),
      ),
    );
  await app.drain();
}

async function countGroups({ id }: TestUser): Promise<number> {
  const { count } = await app.db
    .selectFrom('notificationGroups')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('userId', '=', id)
    .executeTakeFirstOrThrow();
  return count;
}
