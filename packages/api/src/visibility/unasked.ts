import { type RawBuilder, sql } from 'kysely';

/** Whether everyone may see what the `users` of a query write, blocks apart. */
export const isPublic: RawBuilder<boolean> = sql`(users.is_active and not users.private)`;

/** Equal to a value of the query around it. As an array, it does not make the planner read the whole table into a hash. */
export function equals(value: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`= any (array[${value}])`;
}

/**
 * What visibility.ts says of what comes unasked, for what is counted or chosen in SQL: whether a user hears of what another
 * does. Both are given as expressions of a query, of type bigint, with the names of their tables.
 */
export function hearsOf(userId: RawBuilder<unknown>, otherId: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql`(
    exists (select from users where users.id ${equals(otherId)} and is_active)
    and not exists (select from blocks where blocker_id ${equals(userId)} and blocked_id ${equals(otherId)})
    and not exists (select from blocks where blocker_id ${equals(otherId)} and blocked_id ${equals(userId)})
    and not exists (select from mutes where muter_id ${equals(userId)} and muted_id ${equals(otherId)})
  )`;
}

/** Whether it is no private account that keeps a user from what another writes. */
export function mayReadTweetsOf(
  userId: RawBuilder<unknown>,
  otherId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  return sql`(
    exists (select from users where users.id ${equals(otherId)} and not private)
    or exists (
      select from follows as reading
      where reading.follower_id ${equals(userId)} and reading.followee_id ${equals(otherId)}
    )
    or ${userId} = ${otherId}
  )`;
}

/** Whether the tweet of a query, under its alias, may come to a user who follows its author, or is its author. */
export function mayBeShown(userId: RawBuilder<unknown>, alias: string): RawBuilder<boolean> {
  const authorId = sql.ref(`${alias}.author_id`);
  return sql`(
    (${authorId} = ${userId} or ${hearsOf(userId, authorId)}) and ${mayBeShownOriginal(userId, alias)}
  )`;
}

/** Of a retweet, whether this can be said of the tweet that it repeats, whose author the user need not follow. */
export function mayBeShownOriginal(userId: RawBuilder<unknown>, alias: string): RawBuilder<boolean> {
  const authorId = sql.ref('original.author_id');
  return sql`(${sql.ref(`${alias}.retweet_of_id`)} is null or exists (
    select from tweets as original
    where original.id = ${sql.ref(`${alias}.retweet_of_id`)} and original.deleted_at is null and (
      ${authorId} = ${userId} or ${hearsOf(userId, authorId)} and ${mayReadTweetsOf(userId, authorId)}
    )
  ))`;
}
