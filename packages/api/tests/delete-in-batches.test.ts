import { createTestApp } from '@dunlin/harness';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { deleteInBatches } from '../src/core/delete-in-batches.ts';

test('rows that change while they are deleted in batches are deleted too', async () => {
  await using app = await createTestApp();
  const [author, fan] = await app.createUsers('batch_author', 'batch_fan');
  const { id } = await app.as(author).tweets.create({ text: 'liked' });
  await app.as(fan).likes.create({ id });
  const deletion = await app.db.transaction().execute(async (trx) => {
    await trx.updateTable('likes').set({ uncountedAt: new Date() }).where('tweetId', '=', id).execute();
    const waiting = deleteInBatches(app.db, 'likes', sql`tweet_id = ${id}`);
    await expect.poll(countWaiting).toBe(1);
    return { waiting };
  });
  await deletion.waiting;
  expect(await app.db.selectFrom('likes').select('id').execute()).toEqual([]);

  async function countWaiting() {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
      app.db,
    );
    return rows.length;
  }
});
