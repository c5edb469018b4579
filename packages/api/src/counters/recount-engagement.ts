import { sql } from 'kysely';
import type { Services, Writer } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import { sumCounts } from '../core/sum-counts.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { countActs } from './count-acts.ts';
import type { RecountEvent } from './recount-events.ts';

/** Rows looked at per transaction. */
const batchSize = 100;

/** Where what users do with tweets stands, and for each counter the column that names the tweet. */
const sources = [
  { table: 'likes', owner: 'user_id', counters: { likes: 'tweet_id' }, condition: sql`true` },
  { table: 'bookmarks', owner: 'user_id', counters: { bookmarks: 'tweet_id' }, condition: sql`true` },
  {
    table: 'tweets',
    owner: 'author_id',
    counters: { replies: 'reply_to_id', retweets: 'retweet_of_id', quotes: 'quoted_id' },
    condition: sql`acts.deleted_at is null`,
  },
] as const;

/**
 * Takes what a suspended or deactivated user did with tweets out of their counters, and counts it again when the user is back: lists
 * leave such users out, and counters say the same.
 */
export const recountEngagement: JobConsumer<RecountEvent> = {
  name: 'recount-engagement',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle(services, events) {
    for (const { userId } of events)
      for (const source of sources) await recountAll(services, { userId, source });
  },
};

async function recountAll(services: Services, { userId, source }: Omit<Batch, 'after'>): Promise<void> {
  let after: string | undefined = '0';
  while (after !== undefined) {
    const batch: Batch = { userId, source, after };
    after = await services.pace(() => write(services, (writer) => recountSome(writer, batch)));
  }
}

/** @returns the last act looked at; undefined when there are no more. */
async function recountSome(writer: Writer, batch: Batch): Promise<string | undefined> {
  const acts = await holdActs(writer, batch);
  const wrong = acts.filter(({ counted, active }) => counted !== active);
  if (wrong.length > 0) await recount(writer, { ...batch, wrong });
  return acts.length < batchSize ? undefined : acts.at(-1)?.id;
}

/** The user is held too: whether they are suspended does not change before what is concluded from it has been written. */
async function holdActs({ trx }: Writer, { userId, source, after }: Batch): Promise<Act[]> {
  const { table, owner, counters, condition } = source;
  const tweetIds = Object.entries(counters).map(
    ([name, column]) => sql`${name}::text, acts.${sql.ref(column)}::text`,
  );
  const { rows } = await sql<Act>`
    select acts.id, acts.uncounted_at is null as counted, users.is_active as active,
      jsonb_strip_nulls(jsonb_build_object(${sql.join(tweetIds)})) as "tweetIds"
    from ${sql.table(table)} as acts join users on users.id = acts.${sql.ref(owner)}
    where acts.${sql.ref(owner)} = ${userId} and acts.id > ${after} and ${condition}
    order by acts.id limit ${sql.lit(batchSize)}
    for no key update of acts for share of users`.execute(trx);
  return rows;
}

async function recount(writer: Writer, { userId, source, wrong }: Batch & { wrong: Act[] }): Promise<void> {
  await sql`
    update ${sql.table(source.table)} set uncounted_at = case when uncounted_at is null then now() end
    where ${sql.ref(source.owner)} = ${userId} and id = any(${wrong.map(({ id }) => id)}::bigint[])`.execute(
    writer.trx,
  );
  const changes = wrong.flatMap(({ active, tweetIds }) =>
    Object.entries(tweetIds).map(([counter, tweetId]) => [tweetId, counter, active ? 1 : -1] as const),
  );
  await countActs(writer, sumCounts(changes));
}

interface Batch {
  userId: string;
  source: (typeof sources)[number];
  after: string;
}

interface Act {
  id: string;
  counted: boolean;
  active: boolean;
  /** By the counter that it is counted in. */
  tweetIds: Record<string, string>;
}
