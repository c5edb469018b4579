import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import type { AppEvent } from '../core/events.ts';
import { insertEvents } from '../outbox/append.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { repairCounters, verifyCounters } from './verify-counters.ts';

/** Counters against the rows that they count, and these against who is suspended: what such a user does counts for nothing. */
export function checkCounters({ db }: Pick<Services, 'db'>): DataCheck {
  return {
    subject: 'counters',
    verify: () => verify({ db }),
    async repair() {
      await repairCounters(db);
      const users = await listMiscounted({ db });
      const events = users.map(
        ({ id, isActive }): AppEvent => ({ type: isActive ? 'user.restored' : 'user.suspended', userId: id }),
      );
      await db.transaction().execute((trx) => insertEvents(trx, events));
    },
  };
}

async function verify({ db }: Pick<Services, 'db'>): Promise<Findings> {
  const { counters, wrong, examples } = await verifyCounters(db);
  const users = await listMiscounted({ db });
  const events = users.length > 0 ? await listPendingEvents(db) : [];
  const pending = new Set(events.flatMap((event) => ('userId' in event ? event.userId : [])));
  const miscounted = users.filter(({ id }) => !pending.has(id));
  return {
    compared: `${counters} counters`,
    faults: { wrong, 'users whose acts count and should not, or the other way round': miscounted.length },
    pending: users.length - miscounted.length,
    examples: [
      ...examples.map(
        ({ counter, id, counted, actual }) => `${counter} of ${id} is ${counted}, and there are ${actual}`,
      ),
      ...miscounted.map(({ id, isActive }) => `acts of user ${id}, who is ${isActive ? '' : 'not '}active`),
    ].slice(0, maxExamples),
  };
}

async function listMiscounted({ db }: Pick<Services, 'db'>): Promise<{ id: string; isActive: boolean }[]> {
  const { rows } = await sql<{ id: string; isActive: boolean }>`
    select distinct users.id::text, users.is_active as "isActive"
    from users join (
      select user_id as id, uncounted_at is null as counted from likes
      union all select user_id, uncounted_at is null from bookmarks
      union all select author_id, uncounted_at is null from tweets
        where deleted_at is null and coalesce(reply_to_id, retweet_of_id, quoted_id) is not null
    ) as acts using (id)
    where deleted_at is null and counted <> is_active
    union
    select users.id::text, users.is_active
    from follows
    join users as followers on followers.id = follower_id
    join users as followees on followees.id = followee_id
    join users on users.id = case when followers.is_active then followee_id else follower_id end
    where counted <> (followers.is_active and followees.is_active) and users.deleted_at is null`.execute(db);
  return rows;
}
