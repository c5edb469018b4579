import { createTestDatabase } from '@dunlin/testing';
import { type Kysely, sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { createDatabase } from '../src/index.ts';
import { up } from '../src/migrations/0012-jobs.ts';

test('jobs that an earlier version left in the queue are adopted, and those that failed can be put in anew', async () => {
  await using database = await createTestDatabase(inject('postgresUrl'));
  await using db = createDatabase({ url: database.url });
  await sql`drop table jobs`.execute(db);
  const events = [{ type: 'user.deleted', userId: '1' }];
  for (const [id, state, data] of [
    ['waiting-1', 'waiting', { events }],
    ['failed-1', 'failed', { events }],
    ['tick', 'delayed', { events: [] }],
  ] as const)
    await sql`
      insert into bullmq.job (queue, id, name, state, data, failed_reason, added_at_ms, seq)
      values ('dunlin', ${id}, 'purge-user', ${sql.lit(state)}, ${JSON.stringify(data)}::jsonb, 'why', 0, 0)`.execute(
      db,
    );

  // `as`: a migration knows no tables.
  await up(db as unknown as Kysely<unknown>);

  const jobs = await db.selectFrom('jobs').selectAll().orderBy('id').execute();
  expect(jobs).toMatchObject([
    { id: 'failed-1', name: 'purge-user', events, failedAt: expect.any(Date), reason: 'why' },
    { id: 'waiting-1', name: 'purge-user', events, failedAt: null },
  ]);
  const { rows } = await sql`select id from bullmq.job order by id`.execute(db);
  expect(rows).toEqual([{ id: 'tick' }, { id: 'waiting-1' }]);
});
