import { createTestApp } from '@dunlin/testing';
import { sql } from 'kysely';
import { afterAll, test } from 'vitest';
import { listNotificationIds, loadNotifications, summarizeNotifications } from '../src/notifications/queries.ts';
import { notify } from '../src/notifications/notify.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());
test('perf', async () => {
  const { db } = app;
  await sql`insert into users (id, username, email, password_hash, display_name)
    select n, 'user' || n, 'user' || n || '@example.org', 'none', 'User' from generate_series(1, 20000) n`.execute(db);
  await sql`insert into tweets (id, author_id, text, entities, conversation_id) select n, 1, 'text', '{}', n from generate_series(1, 2200) n`.execute(db);
  // 20 viral tweets
  await sql`insert into likes (user_id, tweet_id) select u, t from generate_series(2, 5000) u, generate_series(1, 20) t`.execute(db);
  await sql`insert into likes (user_id, tweet_id) select 2 + t % 1000, t from generate_series(21, 2100) t`.execute(db);
  const likes = await db.selectFrom('likes').select(['userId', 'tweetId']).execute();
  const t0 = performance.now();
  await notify(app.api.services, likes.map(({ userId, tweetId }) => ({ userId: '1', type: 'like' as const, actorId: userId, tweetId })));
  console.log('notify', likes.length, performance.now() - t0);
  await sql`analyze`.execute(db);
  const time = async (name: string, run: () => Promise<unknown>) => {
    await run(); await run();
    const t = performance.now();
    for (let i = 0; i < 5; i++) await run();
    console.log(name, ((performance.now() - t) / 5).toFixed(2), 'ms');
  };
  await time('summary of 2000 unread', () => summarizeNotifications(db, '1'));
  await time('list', () => listNotificationIds(db, '1', { start: undefined, last: undefined, limit: 21 }));
  const ids = (await listNotificationIds(db, '1', { start: undefined, last: undefined, limit: 21 })).map(({ id }) => id);
  await time('load 21 small', () => loadNotifications(db, '1', ids));
  const viral = (await sql<{ id: string }>`select last_id as id from notification_groups where tweet_id <= 20`.execute(db)).rows.map(({ id }) => id);
  await time('load 20 viral', () => loadNotifications(db, '1', viral));
  await time('list later page, all grown', () => listNotificationIds(db, '1', { start: viral[0]!, last: viral[0]!, limit: 21 }));
  await sql`insert into mutes (muter_id, muted_id) select 1, n from generate_series(2, 20000) n`.execute(db);
  await sql`analyze mutes`.execute(db);
  await time('summary, all muted', () => summarizeNotifications(db, '1'));
  await time('list, all muted', () => listNotificationIds(db, '1', { start: undefined, last: undefined, limit: 21 }));
}, 120000);
