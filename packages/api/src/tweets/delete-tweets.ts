import { sql } from 'kysely';
import type { Writer } from '../core/context.ts';
import { sumCounts } from '../core/sum-counts.ts';
import { appendEvents } from '../outbox/append.ts';
import { countForUsers } from '../users/queries.ts';
import { countRelatedAtOnce } from './count-related.ts';
import type { CountName } from './queries.ts';

/** Tweets deleted per transaction where there are many. */
const batchSize = 100;

/** Deletes some of what an account wrote, or of a tweet's retweets. @returns how many; 0 when there is none left. */
export async function deleteSome(
  ctx: Writer,
  of: { authorId: string } | { retweetOfId: string },
): Promise<number> {
  const tweets = await ctx.trx
    .selectFrom('tweets')
    .select('id')
    .where((where) => where.and(of))
    .where('deletedAt', 'is', null)
    .orderBy('id')
    .limit(batchSize)
    .forNoKeyUpdate()
    .execute();
  await deleteTweets(
    ctx,
    tweets.map(({ id }) => id),
  );
  return tweets.length;
}

/** Marks locked tweets deleted. What they said is kept for reports until forgetDeletedTweets; their places in conversations stay. */
export async function deleteTweets(
  ctx: Writer,
  ids: readonly string[],
  { by, removalReason = null }: { by?: string; removalReason?: string | null } = {},
): Promise<void> {
  if (ids.length === 0) return;
  const tweets = await ctx.trx
    .updateTable('tweets')
    .set({
      ...{ deletedAt: sql`now()`, deletedBy: by ?? sql<string>`author_id`, removalReason },
      kept: sql<boolean>`retweet_of_id is null`,
    })
    .where('id', '=', sql<string>`any(${ids})`)
    .returning(['id', 'authorId', 'replyToId', 'quotedId', 'retweetOfId', 'uncountedAt'])
    .execute();
  await countForUsers(ctx.trx, sumCounts(tweets.map(({ authorId }) => [authorId, 'tweets', -1])));
  const counted = tweets.filter(({ uncountedAt }) => uncountedAt === null);
  await countRelatedAtOnce(
    ctx.trx,
    sumCounts(counted.flatMap(relationsOf).map(([id, counter]) => [id, counter, -1])),
  );
  await appendEvents(
    ctx,
    tweets.map(({ id, authorId, retweetOfId }) => ({
      type: retweetOfId === null ? 'tweet.deleted' : 'retweet.deleted',
      tweetId: id,
      authorId,
    })),
  );
  ctx.afterCommit(() => publishDeleted(ctx, tweets));
}

function publishDeleted({ hints }: Writer, tweets: readonly DeletedTweet[]): void {
  const related = tweets.flatMap((tweet) => [tweet.id, ...relationsOf(tweet).map(([id]) => id)]);
  hints.publish('tweets', [...new Set(related)]);
  hints.publish('users', [...new Set(tweets.map(({ authorId }) => authorId))]);
  const marks = tweets.flatMap(({ authorId, retweetOfId }) =>
    retweetOfId === null ? [] : `${authorId}:${retweetOfId}`,
  );
  hints.publish('marks', marks);
}

/** The tweets that have counted it, and as what. */
function relationsOf({ replyToId, quotedId, retweetOfId }: DeletedTweet) {
  const relations: [string | null, CountName][] = [
    [replyToId, 'replies'],
    [quotedId, 'quotes'],
    [retweetOfId, 'retweets'],
  ];
  return relations.flatMap(([id, counter]) => (id === null ? [] : [[id, counter] as const]));
}

interface DeletedTweet {
  id: string;
  authorId: string;
  replyToId: string | null;
  quotedId: string | null;
  retweetOfId: string | null;
}
