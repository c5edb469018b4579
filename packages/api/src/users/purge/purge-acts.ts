import { sql } from 'kysely';
import type { Writer } from '../../core/context.ts';
import { sumCounts } from '../../core/sum-counts.ts';
import { countActs } from '../../counters/count-acts.ts';

/** Acts removed per transaction. */
const batchSize = 100;

/** Removes some likes, or bookmarks, of a deleted user. @returns how many; 0 when there is none left. */
export async function purgeActs(
  writer: Writer,
  userId: string,
  table: 'likes' | 'bookmarks',
): Promise<number> {
  const { rows } = await sql<{ tweetId: string; counted: boolean }>`
    delete from ${sql.table(table)} using (
      select tweet_id from ${sql.table(table)} where user_id = ${userId} order by tweet_id limit ${sql.lit(batchSize)} for update
    ) as batch
    where user_id = ${userId} and ${sql.ref(`${table}.tweet_id`)} = batch.tweet_id
    returning batch.tweet_id as "tweetId", uncounted_at is null as counted`.execute(writer.trx);
  const counted = rows.filter((row) => row.counted);
  await countActs(writer, sumCounts(counted.map(({ tweetId }) => [tweetId, table, -1])));
  return rows.length;
}
