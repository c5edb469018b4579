import { sql } from 'kysely';
import type { Writer } from '../../core/context.ts';
import { sumCounts } from '../../core/sum-counts.ts';
import { publishFollows } from '../../follows/change-follow.ts';
import type { Follow } from '../../follows/queries.ts';
import { endMediaAddresses } from '../../media/addresses.ts';
import { lockAuthors } from '../../timelines/author-lock.ts';
import { fillThinned } from '../../timelines/find-thinned.ts';
import { removeEntriesOfAuthor } from '../../timelines/remove-entries.ts';
import { countForUsers } from '../queries.ts';

/** Follows ended per transaction. */
const batchSize = 200;

/** Ends the follows of a deleted user's followers, out of whose timelines goes what the user wrote. */
export async function purgeFollowers(writer: Writer, userId: string): Promise<number> {
  const follows = await endFollows(writer, { followeeId: userId });
  const readers = follows.map(({ followerId }) => followerId);
  const losses = await removeEntriesOfAuthor(writer.trx, { authorId: userId, userIds: readers });
  await fillThinned(writer, losses);
  writer.afterCommit(() => writer.hints.publish('timelines', readers));
  return follows.length;
}

/** Ends those of whom the user followed; the user's timeline goes as a whole, when nobody writes to it any more. */
export async function purgeFollowees(writer: Writer, userId: string): Promise<number> {
  const follows = await endFollows(writer, { followerId: userId });
  for (const { followeeId } of follows)
    writer.withCommit(endMediaAddresses(writer.trx, followeeId, { onlyOfPrivate: true }));
  return follows.length;
}

/** Waits for the writers of entries that have seen the follows. @returns those that were ended, batchSize at most. */
async function endFollows(writer: Writer, of: Partial<Follow>): Promise<Follow[]> {
  const { trx } = writer;
  const follows = await trx
    .selectFrom('follows')
    .select(['followerId', 'followeeId'])
    .where((where) => where.and(of))
    // As all who end several do: each may end the addresses of a followee's media.
    .orderBy('followeeId')
    .orderBy('followerId')
    .limit(batchSize)
    .execute();
  await lockAuthors(trx, [...new Set(follows.map(({ followeeId }) => followeeId))], 'exclusive');
  const { rows: ended } = await sql<Follow & { counted: boolean }>`
    delete from follows using unnest(
      ${follows.map(({ followerId }) => followerId)}::bigint[], ${follows.map(({ followeeId }) => followeeId)}::bigint[]
    ) as asked (follower_id, followee_id)
    where follows.follower_id = asked.follower_id and follows.followee_id = asked.followee_id
    returning follows.follower_id as "followerId", follows.followee_id as "followeeId", counted`.execute(trx);
  const counted = ended.filter((follow) => follow.counted);
  await countForUsers(
    trx,
    sumCounts(
      counted.flatMap(({ followerId, followeeId }) => [
        [followerId, 'following', -1] as const,
        [followeeId, 'followers', -1] as const,
      ]),
    ),
  );
  publishFollows(writer, ended);
  return follows;
}
