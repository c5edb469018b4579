import { sql } from 'kysely';
import { countUsage } from './analytics/usage-days.ts';
import type { Services } from './core/context.ts';
import { deleteInBatches } from './core/delete-in-batches.ts';
import { recomputePopular } from './feed/recompute-popular.ts';
import { deleteExpiredSnapshots } from './feed/snapshots.ts';
import { collectMediaGarbage } from './media/remove-media.ts';
import { forgetDeletedTweets, forgetRemovedVersions } from './moderation/held-content.ts';
import { deleteOldNotifications } from './notifications/trim-notifications.ts';
import type { Schedule } from './outbox/schedule.ts';
import { rereadSearch } from './search/reread.ts';
import { recomputeTrends } from './trends/recompute-trends.ts';
import { deleteDueAccounts } from './users/deactivation.ts';

/** What happens by the clock. */
export const schedules: readonly Schedule[] = [
  { name: 'delete-expired', everyMs: 10 * 60_000, run: deleteExpired },
  { name: 'delete-due-accounts', everyMs: 10 * 60_000, run: deleteDueAccounts },
  { name: 'collect-media-garbage', everyMs: 10 * 60_000, run: collectMediaGarbage },
  { name: 'forget-deleted-tweets', everyMs: 10 * 60_000, run: forgetDeletedTweets },
  { name: 'forget-removed-versions', everyMs: 10 * 60_000, run: forgetRemovedVersions },
  { name: 'delete-old-notifications', everyMs: 60 * 60_000, run: deleteOldNotifications },
  { name: 'count-usage', everyMs: 30 * 60_000, run: countUsage },
  { name: 'recompute-trends', everyMs: 5 * 60_000, run: recomputeTrends },
  { name: 'recompute-popular', everyMs: 5 * 60_000, run: recomputePopular },
  { name: 'reread-search', everyMs: 60_000, run: rereadSearch },
];

async function deleteExpired(services: Services): Promise<void> {
  const { db, settings } = services;
  // A spent token this old is no longer recognised as one; it is refused all the same. Those of a session that has expired are as
  // old, and would all go with it at once.
  const tokenAge = sql`make_interval(days => ${settings.sessionTtlDays}::int)`;
  await deleteInBatches(db, 'usedRefreshTokens', sql`used_at < now() - ${tokenAge}`);
  await deleteInBatches(db, 'sessions', sql`expires_at < now()`);
  const keyAge = sql`make_interval(hours => ${settings.idempotencyKeyTtlHours}::int)`;
  await deleteInBatches(db, 'idempotencyKeys', sql`created_at < now() - ${keyAge}`);
  await deleteExpiredSnapshots(services);
}
