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

test('a trim deletes so much at most, and the next ones what is left', async () => {
  const [star, fan] = await app.createUsers('star', 'only_fan');
  const { id } = await app.as(star).tweets.create({ text: 'liked by thousands' });
  await settle(app.as(fan).likes.create({ id }));
  // No like of theirs stands, so that the group is the first to go.
  await sql`
    with crowd as (
      insert into users (username, email, password_hash, display_name)
      select 'liker' || n, 'liker' || n || '@example.org', 'none', 'Liker' from generate_series(1, 4100) as n returning id
    )
    insert into notifications (id, group_id, user_id, type, actor_id, tweet_id)
    select next_id(), notification_groups.id, user_id, 'like', crowd.id, tweet_id
    from crowd cross join notification_groups where user_id = ${star.id}`.execute(app.db);
  const left: number[] = [];
  for (let trims = 0; trims < 3; trims += 1) {
    await trimNotifications(app.db, [star.id], 0);
    const notices = await app.db
      .selectFrom('notifications')
      .select('id')
      .where('userId', '=', star.id)
      .execute();
    left.push(notices.length);
  }
  expect(left).toEqual([2101, 101, 0]);
  expect(await countGroups(star)).toBe(0);
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
