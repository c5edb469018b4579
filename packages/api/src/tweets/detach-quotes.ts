import { type RawBuilder, sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { countRelatedAtOnce } from './count-related.ts';
import { isRestorable } from './restorable.ts';

/** Quotes detached per transaction. */
const batchSize = 200;

/** Both have an index by author; what a moderator removed may be restored, and is then a quote no more. */
const states = [sql<boolean>`quotes.deleted_at is null`, sql<boolean>`quotes.deleted_at is not null`];

/**
 * Detaches the quotes that a blocked user had made of tweets of the blocker. A later one, from after the block was taken back, stays:
 * whoever quotes and whoever blocks take turns (lockPair), so ids tell which came first.
 */
export const detachQuotes: JobConsumer<EventOf<'block.created'>> = {
  name: 'detach-quotes',
  maxEvents: 1,
  priority: 10,
  async handle(services, events) {
    for (const block of events)
      for (const state of states)
        for (let after: string | undefined = '0'; after !== undefined; ) {
          const from: string = after;
          after = await write(services, (writer) => detachSome(writer, { ...block, state, after: from }));
        }
  },
};

/** @returns the quoted tweet at which it ended, which may have more quotes; undefined when there are none left. */
async function detachSome(
  writer: Writer,
  { blockId, blockerId, blockedId, state, after }: Batch,
): Promise<string | undefined> {
  const { rows } = await sql<{ id: string; quotedId: string }>`
    select quotes.id, quotes.quoted_id as "quotedId"
    from tweets as quotes join tweets as quoted on quoted.id = quotes.quoted_id
    where quotes.author_id = ${blockedId} and quotes.quoted_id >= ${after} and ${state}
      and quotes.id < ${blockId} and quoted.author_id = ${blockerId}
    order by quotes.quoted_id limit ${sql.lit(batchSize)}
    for no key update of quotes`.execute(writer.trx);
  if (rows.length > 0) await detachAll(writer, rows);
  return rows.at(-1)?.quotedId;
}

/** Detaches one quote of a tweet. @returns whether it is one, or was. */
export async function detachQuote(
  writer: Writer,
  { quoteId, tweetId }: { quoteId: string; tweetId: string },
): Promise<boolean> {
  const quote = await writer.trx
    .selectFrom('tweets')
    .select('quotedId')
    .where('id', '=', quoteId)
    .where((where) => where.or([where('quotedId', '=', tweetId), where('detachedFromId', '=', tweetId)]))
    .where((where) => where.or([where('deletedAt', 'is', null), isRestorable]))
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (quote?.quotedId) await detachAll(writer, [{ id: quoteId, quotedId: quote.quotedId }]);
  return quote !== undefined;
}

/** Detaches locked quotes for everybody and for good, and takes them out of the counters of what they quoted. */
async function detachAll(
  { trx, hints, afterCommit }: Writer,
  quotes: readonly { id: string; quotedId: string }[],
): Promise<void> {
  const ids = quotes.map(({ id }) => id);
  const { rows } = await sql<{ tweetId: string; quotes: number }>`
    with detached as (
      update tweets set detached_from_id = quoted_id, quoted_id = null where id = any(${ids}::bigint[])
      returning detached_from_id, deleted_at is null and uncounted_at is null as counted
    )
    select detached_from_id as "tweetId", -count(*)::int as quotes from detached where counted group by 1`.execute(
    trx,
  );
  await countRelatedAtOnce(trx, new Map(rows.map(({ tweetId, quotes }) => [tweetId, { quotes }])));
  afterCommit(() => hints.publish('tweets', [...ids, ...new Set(quotes.map(({ quotedId }) => quotedId))]));
}

interface Batch extends EventOf<'block.created'> {
  state: RawBuilder<boolean>;
  after: string;
}
