import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import type { AppEvent } from '../core/events.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { isRestorable } from '../tweets/restorable.ts';
import { listUntold } from './list-untold.ts';

type CheckedServices = Pick<Services, 'db' | 'settings'>;

/** What was told, against what is there, and what is there against what was told. */
export function checkNotifications({ db, settings }: CheckedServices): DataCheck {
  return {
    subject: 'notifications',
    verify: () => verify({ db, settings }),
    async repair() {
      await sql`delete from notifications where id in (select id from (${ofTheGone}) as gone)`.execute(db);
      await sql`
        update notification_groups set last_id = misplaced.id
        from (${misplaced}) as misplaced where notification_groups.id = group_id`.execute(db);
    },
  };
}

async function verify({ db, settings }: CheckedServices): Promise<Findings> {
  const { total } = await db
    .selectFrom('notifications')
    .select(({ fn }) => fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow();
  const gone = (await sql<Told>`${ofTheGone}`.execute(db)).rows;
  const outOfPlace = (await sql<Told>`${misplaced}`.execute(db)).rows;
  const untold = await listUntold(db, settings);
  const isPending = createPendingFilter(gone.length + untold.length > 0 ? await listPendingEvents(db) : []);
  const left = gone.filter((told) => !isPending(told));
  const lost = untold.filter((told) => !isPending(told));
  return {
    compared: `${total} notifications`,
    faults: { 'of what is gone': left.length, 'out of their place': outOfPlace.length },
    pending: gone.length + untold.length - left.length - lost.length,
    doubtful: { count: lost.length, what: 'that nobody was told of, unless they were kept from them then' },
    examples: [
      ...left.map((told) => `of what is gone: ${describe(told)}`),
      ...outOfPlace.map((told) => `out of its place: ${describe(told)}`),
      ...lost.map((told) => `not told: ${describe(told)}`),
    ].slice(0, maxExamples),
  };
}

/** Of tweets that cannot come back, and to or of users who are deleted. */
const ofTheGone = sql`
  select notifications.id, type, user_id as "userId", actor_id as "actorId", tweet_id as "tweetId"
  from notifications
  join users on users.id = user_id
  join users as actors on actors.id = actor_id
  left join tweets on tweets.id = tweet_id
  where users.deleted_at is not null or actors.deleted_at is not null
    or tweets.deleted_at is not null and not ${isRestorable}`;

/** Newer than the place in the list of the group that they are in. */
const misplaced = sql`
  select distinct on (group_id) notifications.id, group_id, notifications.type, notifications.user_id as "userId",
    actor_id as "actorId", notifications.tweet_id as "tweetId"
  from notifications join notification_groups on notification_groups.id = group_id
  where notifications.id > last_id
  order by group_id, notifications.id desc`;

function createPendingFilter(events: readonly AppEvent[]): (told: Told) => boolean {
  const tweets = new Set(events.flatMap((event) => ('tweetId' in event ? event.tweetId : [])));
  const deleted = new Set(events.flatMap((event) => (event.type === 'user.deleted' ? event.userId : [])));
  const follows = new Set(
    events.flatMap((event) => ('followerId' in event ? `${event.followerId} ${event.followeeId}` : [])),
  );
  return ({ userId, actorId, tweetId }) =>
    (tweetId !== null && tweets.has(tweetId)) ||
    [userId, actorId].some((id) => deleted.has(id)) ||
    follows.has(`${actorId} ${userId}`);
}

function describe({ type, userId, actorId, tweetId }: Told): string {
  return `${type} by user ${actorId} to user ${userId}${tweetId === null ? '' : `, tweet ${tweetId}`}`;
}

/** What one user did, and another is concerned by. */
interface Told {
  type: string;
  userId: string;
  actorId: string;
  tweetId: string | null;
}
