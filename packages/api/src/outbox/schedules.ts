import { sql } from 'kysely';
import { endSuspensions } from '../admin/suspensions.ts';
import type { Services } from '../context.ts';
import { recomputePopular } from '../feed/recompute-popular.ts';
import { deleteExpiredSnapshots } from '../feed/snapshots.ts';
import { collectMediaGarbage } from '../media/remove-media.ts';
import { deleteOldNotifications } from '../notifications/trim-notifications.ts';
import { recomputeTrends } from '../trends/recompute-trends.ts';

/** Jobs that run by the clock, once in the whole installation. */
export const schedules: { name: string; everyMs: number; run(services: Services): Promise<void> }[] = [
  { name: 'delete-expired', everyMs: 10 * 60_000, run: deleteExpired },
  { name: 'end-suspensions', everyMs: 60_000, run: endSuspensions },
  { name: 'collect-media-garbage', everyMs: 10 * 60_000, run: collectMediaGarbage },
  { name: 'delete-old-notifications', everyMs: 60 * 60_000, run: deleteOldNotifications },
  { name: 'recompute-trends', everyMs: 5 * 60_000, run: recomputeTrends },
  { name: 'recompute-popular', everyMs: 5 * 60_000, run: recomputePopular },
];

async function deleteExpired(services: Services): Promise<void> {
  const { db, settings } = services;
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
  await deleteExpiredSnapshots(services);
}
