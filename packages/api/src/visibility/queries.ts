import { compileOnce, type Database, type Param } from '@dunlin/db';
import { sql } from 'kysely';
import type { View } from '../views/views.ts';

/** Whom a user is kept from, and from whom the user wants to hear nothing. */
export interface Boundaries {
  /** Users with a block between them and this one, whoever set it. */
  blocked: ReadonlySet<string>;
  muted: ReadonlySet<string>;
}

/** By user. */
export const boundaryViews: View<Boundaries> = {
  name: 'boundaries',
  maxEntries: 20_000,
  load: loadBoundaries,
  staleOn: 'boundaries',
};

export async function loadBoundaries(
  db: Database,
  userIds: readonly string[],
): Promise<Map<string, Boundaries>> {
  const { rows } = await selectBoundaries(db, { userIds });
  return new Map(
    rows.map(({ userId, blocked, muted }) => [userId, { blocked: new Set(blocked), muted: new Set(muted) }]),
  );
}

const selectBoundaries = compileOnce(
  (_db, param: Param<{ userIds: readonly string[] }>) => sql<{
    userId: string;
    blocked: string[];
    muted: string[];
  }>`
    select asked.id::text as "userId",
      array(
        select blocked_id from blocks where blocker_id = asked.id
        union all select blocker_id from blocks where blocked_id = asked.id
      )::text[] as blocked,
      array(select muted_id from mutes where muter_id = asked.id)::text[] as muted
    from unnest(${param('userIds')}::bigint[]) as asked (id)`,
);

/** By `followerId:followeeId`; asked for when the followee is private. */
export const followViews: View<{ follows: boolean }> = {
  name: 'follows',
  maxEntries: 100_000,
  load: loadFollows,
  staleOn: 'follows',
};

/** @param keys each `followerId:followeeId`. */
export async function loadFollows(
  db: Database,
  keys: readonly string[],
): Promise<Map<string, { follows: boolean }>> {
  const pairs = keys.map((key) => key.split(':'));
  const { rows } = await sql<{ key: string; follows: boolean }>`
    select follower_id || ':' || followee_id as key, exists (
      select from follows where follows.follower_id = asked.follower_id and follows.followee_id = asked.followee_id
    ) as follows
    from unnest(${pairs.map(([follower]) => follower)}::bigint[], ${pairs.map(([, followee]) => followee)}::bigint[])
      as asked (follower_id, followee_id)`.execute(db);
  return new Map(rows.map(({ key, follows }) => [key, { follows }]));
}
