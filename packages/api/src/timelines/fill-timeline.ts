import { type Database, firstIdAt } from '@dunlin/db';
import { sql } from 'kysely';
import { chunk } from '../core/chunk.ts';
import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { hearsOf, mayBeShownOriginal } from '../visibility/unasked.ts';
import { repairTimelines } from './repair-timelines.ts';
import { keptEntries, trimTimelines } from './trim.ts';

/** Timelines filled together. */
const batchSize = 5;

/** What was trimmed when a timeline was full comes back into the room that has been made. */
export const fillTimeline: JobConsumer<EventOf<'timeline.thinned'>> = {
  name: 'fill-timeline',
  maxEvents: 20,
  priority: 10,
  // It holds locks of many authors, for which the draining of the outbox waits.
  maxConcurrent: 1,
  async handle(services, events) {
    const timelines = [...Map.groupBy(events, ({ userId }) => userId)].map(([userId, thinned]) => ({
      userId,
      below: thinned.reduce((most, { below }) => (BigInt(below) > BigInt(most) ? below : most), '0'),
    }));
    for (const some of chunk(timelines, batchSize)) await services.pace(() => fill(services, some));
  },
};

async function fill({ db, hints, settings }: Services, timelines: readonly Thinned[]): Promise<void> {
  const maxEntries = keptEntries(settings);
  await repairTimelines(db, await findOlder(db, timelines, maxEntries));
  const userIds = timelines.map(({ userId }) => userId);
  await trimTimelines(db, userIds, { maxEntries });
  hints.publish('timelines', userIds);
}

/**
 * How far back to look, in steps of a reach in which there should be four times what there is room for, by what the timeline has: further
 * where that was not enough, at last without an end. Each author is looked up for as many as there is room for, so whoever follows
 * hundreds would have all of them read that far.
 */
const reaches = [1, 8, 64, 512, Number.POSITIVE_INFINITY];
/** The least reach, in ids: those of an hour. */
const leastReach = 3_600_000n << 22n;

/** Of each timeline the newest of what is older than the entries that it has without a gap, as many as there is room for. */
async function findOlder(db: Database, timelines: readonly Thinned[], maxEntries: number): Promise<Older[]> {
  const found: Older[] = [];
  let others = timelines;
  for (const reach of reaches) {
    const older = await readOlder(db, others, { maxEntries, reach });
    const enough = new Set(older.flatMap(({ userId, isEnough }) => (isEnough ? userId : [])));
    found.push(...older.filter(({ userId }) => enough.has(userId) || reach === reaches.at(-1)));
    others = others.filter(({ userId }) => !enough.has(userId));
  }
  return found;
}

async function readOlder(
  db: Database,
  timelines: readonly Thinned[],
  { maxEntries, reach }: { maxEntries: number; reach: number },
): Promise<Older[]> {
  if (timelines.length === 0) return [];
  const userId = sql.ref('user_id');
  const span = sql`greatest(4 * room * (newest - below)::numeric / greatest(held, 1), ${leastReach}::bigint)`;
  // An empty timeline is thinned below the last of all ids.
  const farthest = sql`greatest(0, least(below, ${firstIdAt(new Date())}::bigint) - ${reach}::int * ${span})`;
  const { rows } = await sql<Older>`
    select user_id as "userId", older.id as "tweetId", author_id as "authorId",
      count(*) over (partition by user_id) = room as "isEnough"
    from (
      select asked.*, held, greatest(${maxEntries} - held, 0) as room, newest
      from unnest(
        ${timelines.map((timeline) => timeline.userId)}::bigint[], ${timelines.map(({ below }) => below)}::bigint[]
      ) as asked (user_id, below)
      cross join lateral (
        select count(*) as held, max(tweet_id) as newest from timeline_entries
        where timeline_entries.user_id = asked.user_id and tweet_id >= below
      ) as entries
    ) as thinned
    cross join lateral (select ${Number.isFinite(reach) ? farthest : sql`0`}::bigint as farthest offset 0) as reach
    cross join lateral (
      select newest.id, author_id
      from (
        select user_id as author_id
        union all select followee_id from follows where follower_id = user_id
      ) as authors
      join users on users.id = author_id and not merged_at_read
      cross join lateral (
        select id from tweets
        where tweets.author_id = authors.author_id and deleted_at is null and id < below and id >= farthest
          and ${mayBeShownOriginal(userId, 'tweets')}
        order by id desc limit room
      ) as newest
      where author_id = user_id or ${hearsOf(userId, sql.ref('author_id'))}
      order by newest.id desc limit room
    ) as older`.execute(db);
  return rows;
}

type Thinned = Pick<EventOf<'timeline.thinned'>, 'userId' | 'below'>;

interface Older {
  userId: string;
  tweetId: string;
  authorId: string;
  /** Whether the timeline of the user is full with what was found of it. */
  isEnough: boolean;
}
