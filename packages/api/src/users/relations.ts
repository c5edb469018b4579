import { compileOnce, type Database, type Param } from '@dunlin/db';
import { sql } from 'kysely';
import { visitor } from '../core/viewer.ts';
import { equals } from '../visibility/unasked.ts';
import type { User } from './schema.ts';

/** How a viewer stands to another user. */
export type Relation = User['viewer'];

const none: Relation = {
  ...{ following: false, followedBy: false, requested: false },
  ...{ blocking: false, muting: false },
};

/** The viewer's relation to each of the users. */
export async function loadRelations(
  db: Database,
  viewerId: string,
  userIds: readonly string[],
): Promise<(userId: string) => Relation> {
  if (viewerId === visitor.id) return () => none;
  const { rows } = await selectRelations(db, { viewerId, userIds });
  const relations = new Map(rows.map(({ userId, ...relation }) => [userId, relation]));
  return (userId) => relations.get(userId) ?? none;
}

const asked = sql.ref('asked.id');

const selectRelations = compileOnce(
  (_db, param: Param<{ viewerId: string; userIds: readonly string[] }>) => sql<Relation & { userId: string }>`
    select asked.id::text as "userId",
      exists (select from follows where follower_id = ${param('viewerId')} and followee_id ${equals(asked)}) as following,
      exists (select from follows where follower_id ${equals(asked)} and followee_id = ${param('viewerId')}) as "followedBy",
      exists (select from follow_requests where follower_id = ${param('viewerId')} and followee_id ${equals(asked)}) as requested,
      exists (select from blocks where blocker_id = ${param('viewerId')} and blocked_id ${equals(asked)}) as blocking,
      exists (select from mutes where muter_id = ${param('viewerId')} and muted_id ${equals(asked)}) as muting
    from unnest(${param('userIds')}::bigint[]) as asked (id)`,
);
