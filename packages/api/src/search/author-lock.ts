import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { type Lock, takeLocks } from '../outbox/locks.ts';

/**
 * Lets one transaction at a time bring the index, and the hashtags that trends count, in line with what an author is and wrote:
 * what it reads after this is what stays there, whichever order events are handled in.
 */
export function indexingLock(authorId: string): Lock {
  return { space: 'search author', id: authorId, mode: 'exclusive' };
}

/** The same of the authors of some tweets, until the transaction ends. */
export async function lockIndexing(trx: Transaction, tweetIds: readonly string[]): Promise<void> {
  const authors = await trx
    .selectFrom('tweets')
    .select('authorId')
    .where('id', '=', sql<string>`any(${tweetIds})`)
    .execute();
  await takeLocks(
    trx,
    authors.map(({ authorId }) => indexingLock(authorId)),
  );
}
