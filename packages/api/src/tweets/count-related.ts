import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { type CountName, countForTweet, countNames } from './queries.ts';
import { isRestorable } from './restorable.ts';

/** Counts a tweet for the one that it answers, quotes or repeats. */
export async function countRelated(
  trx: Transaction,
  id: string | null,
  changes: { replies?: number; quotes?: number; retweets?: number },
): Promise<void> {
  if (id === null) return;
  const [tweet] = await lockCounted(trx, [id]);
  if (tweet) await countForTweet(trx, tweet.id, changes);
}

/** The same of many in one statement: hundreds would hold up what else the process does. */
export async function countRelatedAtOnce(
  trx: Transaction,
  changes: ReadonlyMap<string, Partial<Record<CountName, number>>>,
): Promise<void> {
  if (changes.size === 0) return;
  const tweets = await lockCounted(trx, [...changes.keys()]);
  if (tweets.length === 0) return;
  const rows = tweets.map(({ id }) => ({ tweet_id: id, ...changes.get(id) }));
  const names = countNames.map((name) => sql.ref(name));
  await sql`
    insert into tweet_counts (tweet_id, slot, ${sql.join(names)})
    select tweet_id, pg_backend_pid() % 16, ${sql.join(names.map((name) => sql`coalesce(changes.${name}, 0)`))}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as changes (tweet_id bigint, ${sql.join(names.map((name) => sql`${name} integer`))})
    order by tweet_id
    on conflict (tweet_id, slot) do update
      set ${sql.join(names.map((name) => sql`${name} = tweet_counts.${name} + excluded.${name}`))}`.execute(
    trx,
  );
}

/**
 * Holds those of the tweets that have counters, in the order of their ids. Those of a deleted tweet are gone, and stay so, unless it
 * may be restored.
 */
function lockCounted(trx: Transaction, ids: readonly string[]): Promise<{ id: string }[]> {
  return trx
    .selectFrom('tweets')
    .select('id')
    .where('id', '=', sql<string>`any(${ids})`)
    .where((where) => where.or([where('deletedAt', 'is', null), isRestorable]))
    .orderBy('id')
    .forShare()
    .execute();
}
