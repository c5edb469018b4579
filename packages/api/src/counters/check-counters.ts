import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import type { AppEvent } from '../core/events.ts';
import { readAtOnce } from '../core/read-at-once.ts';
import { insertEvents } from '../outbox/append.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { isOfRecount } from './recount-events.ts';
import { repairCounters, verifyCounters } from './verify-counters.ts';

/** Counters against the rows that they count, and these against who is suspended: what such a user does counts for nothing. */
export function checkCounters({ db }: Pick<Services, 'db'>): DataCheck {
  return {
    subject: 'counters',
    verify: () => verify(db),
    async repair() {
      await repairCounters(db);
      const events = (await listMiscounted(db)).map(
        ({ id }): AppEvent => ({ type: 'user.miscounted', userId: id }),
      );
      await db.transaction().execute((trx) => insertEvents(trx, events));
      return true;
    },
  };
}

async function verify(db: Database): Promise<Findings> {
  const { counters, wrong, examples } = await verifyCounters(db);
  const { all, miscounted } = await readAtOnce(db, async (trx) => {
    const all = await listMiscounted(trx);
    const pending = all.length > 0 ? (await listPendingEvents(trx)).filter(isOfRecount) : [];
    if (pending.length === 0) return { all, miscounted: all };
    return { all, miscounted: await listMiscounted(trx, { except: pending.map(({ userId }) => userId) }) };
  });
  return {
    compared: `${counters} counters`,
    faults: { wrong, 'users whose acts count and should not, or the other way round': miscounted.length },
    pending: all.length - miscounted.length,
    examples: [
      ...examples.map(
        ({ counter, id, counted, actual }) => `${counter} of ${id} is ${counted}, and there are ${actual}`,
      ),
      ...miscounted.map(({ id, isActive }) => `acts of user ${id}, who is ${isActive ? '' : 'not '}active`),
    ].slice(0, maxExamples),
  };
}

/** @param except users whose own acts, and follows at either end, are going to be recounted. */
async function listMiscounted(
  db: Database,
  { except = [] }: { except?: readonly string[] } = {},
): Promise<{ id: string; isActive: boolean }[]> {
  const { rows } = await sql<{ id: string; isActive: boolean }>`
    with excepted as (select unnest(${except}::bigint[]) as id)
    select users.id::text, users.is_active as "isActive"
    from users join (
      select user_id as id, uncounted_at is null as counted from likes
      union select user_id, uncounted_at is null from bookmarks
      union select author_id, uncounted_at is null from tweets
        where deleted_at is null and coalesce(reply_to_id, retweet_of_id, quoted_id) is not null
    ) as acts using (id)
    where deleted_at is null and counted <> is_active and users.id not in (select id from excepted)
    union
    select users.id::text, users.is_active
    from follows
    join users as followers on followers.id = follower_id
    join users as followees on followees.id = followee_id
    join users on users.id = case when followers.is_active then followee_id else follower_id end
    where counted <> (followers.is_active and followees.is_active) and users.deleted_at is null
      and follower_id not in (select id from excepted) and followee_id not in (select id from excepted)`.execute(
    db,
  );
  return rows;
}
