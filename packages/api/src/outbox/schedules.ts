import { sql } from 'kysely';
import type { Services } from '../context.ts';

/** Jobs that run by the clock, once in the whole installation. */
export const schedules: { name: string; everyMs: number; run(services: Services): Promise<void> }[] = [
  { name: 'delete-expired', everyMs: 10 * 60_000, run: deleteExpired },
];

async function deleteExpired({ db, settings }: Services): Promise<void> {
  await db.deleteFrom('sessions').where('expiresAt', '<', new Date()).execute();
  // A spent token this old is no longer recognised as one; it is refused all the same.
  await db
    .deleteFrom('usedRefreshTokens')
    .where('usedAt', '<', sql<Date>`now() - make_interval(days => ${settings.sessionTtlDays})`)
    .execute();
  await db
    .deleteFrom('idempotencyKeys')
    .where('createdAt', '<', sql<Date>`now() - make_interval(hours => ${settings.idempotencyKeyTtlHours})`)
    .execute();
}
