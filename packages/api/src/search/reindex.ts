import type { Services } from '../core/context.ts';
import type { OnProgress } from '../core/data-check.ts';
import { batchIds, countIds } from './batch-ids.ts';
import { refreshTweets } from './index-tweets.ts';
import { refreshUsers } from './index-users.ts';

const batchSize = 200;

export interface ReindexReport {
  users: number;
  tweets: number;
}

/**
 * Brings the database's own index in line with users and tweets, in its place. Servers may run: each document is written under
 * the lock that their jobs take. It may be interrupted and run again.
 */
export async function reindexSearch(
  services: Pick<Services, 'db' | 'search'>,
  { onProgress = () => {} }: { onProgress?: OnProgress | undefined } = {},
): Promise<ReindexReport> {
  const { db } = services;
  const counted = await countIds(db);
  const total = counted.users + counted.tweets;
  let done = 0;
  for (const [table, refresh] of [
    ['users', refreshUsers],
    ['tweets', refreshTweets],
  ] as const) {
    for await (const ids of batchIds(db, { table, size: batchSize })) {
      await refresh(services, ids, { isChange: false });
      done += ids.length;
      // Others may write meanwhile.
      onProgress({ done: Math.min(done, total), total });
    }
  }
  return counted;
}
