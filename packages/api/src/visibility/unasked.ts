import { type RawBuilder, sql } from 'kysely';

/** Whether everyone may see what the `users` of a query write, blocks apart. */
export const isPublic: RawBuilder<boolean> = sql`(users.is_active and not users.private)`;

/**
 * What visibility.ts says of what comes unasked, for what is counted or chosen in SQL: whether a user hears of what another
 * does. Both are given as expressions of a query, of type bigint.
 */
export function hearsOf(userId: RawBuilder<unknown>, otherId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(
    exists (select from users where users.id = ${otherId} and is_active)
    and not exists (select from blocks where blocker_id = ${userId} and blocked_id = ${otherId})
    and not exists (select from blocks where blocker_id = ${otherId} and blocked_id = ${userId})
    and not exists (select from mutes where muter_id = ${userId} and muted_id = ${otherId})
  )`;
}

/** Whether it is no private account that keeps a user from what another writes. */
export function mayReadTweetsOf(
  userId: RawBuilder<unknown>,
  otherId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`(
    exists (select from users where users.id = ${otherId} and not private)
    or exists (select from follows where follower_id = ${userId} and followee_id = ${otherId})
    or ${userId} = ${otherId}
  )`;
}
