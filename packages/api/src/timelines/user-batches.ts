import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { OnProgress } from '../core/data-check.ts';

/** The ids of all users, deleted ones too, or of a random sample of them, batch by batch. */
export async function* batchUsers(db: Database, options: UserBatches): AsyncGenerator<string[]> {
  const { size, sample, onProgress = () => {} } = options;
  const { total } = await db
    .selectFrom('users')
    .select(sql<number>`count(*)::int`.as('total'))
    .executeTakeFirstOrThrow();
  const chosen = sample === undefined ? undefined : await sampleUsers(db, sample);
  let last = '0';
  for (let done = 0; ; ) {
    onProgress({ done, total: chosen?.length ?? total });
    const ids = chosen ? chosen.slice(done, done + size) : await listUsersAfter(db, last, size);
    const end = ids.at(-1);
    if (end === undefined) return;
    yield ids;
    done += ids.length;
    last = end;
  }
}

async function listUsersAfter(db: Database, last: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('id', '>', last)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

async function sampleUsers(db: Database, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('users').select('id').orderBy(sql`random()`).limit(limit).execute();
  return rows.map(({ id }) => id);
}

interface UserBatches {
  size: number;
  /** So many users at most, chosen at random. */
  sample?: number | undefined;
  onProgress?: OnProgress | undefined;
}
