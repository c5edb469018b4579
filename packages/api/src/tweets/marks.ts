import { compileOnce, type Database, type Param } from '@dunlin/db';
import { sql } from 'kysely';
import type { View } from '../views/views.ts';
import type { Tweet } from './schema.ts';

/** What a user has done with a tweet. */
export type Marks = Tweet['viewer'];

/** Every set of marks there is, once: what is shown with the same marks is shown with the same object. */
const allMarks: readonly Marks[] = Array.from({ length: 8 }, (_, bits) =>
  Object.freeze({ liked: (bits & 1) > 0, retweeted: (bits & 2) > 0, bookmarked: (bits & 4) > 0 }),
);

export const noMarks = toMarks({ liked: false, retweeted: false, bookmarked: false });

function toMarks({ liked, retweeted, bookmarked }: Marks): Marks {
  const marks = allMarks[Number(liked) + 2 * Number(retweeted) + 4 * Number(bookmarked)];
  if (!marks) throw new RangeError('marks are true or false');
  return marks;
}

/** By `userId:tweetId`. */
export const markViews: View<Marks> = {
  name: 'marks',
  maxEntries: 200_000,
  load: loadMarks,
  staleOn: 'marks',
};

/** @param keys each `userId:tweetId`. */
export async function loadMarks(db: Database, keys: readonly string[]): Promise<Map<string, Marks>> {
  const pairs = keys.map((key) => key.split(':'));
  const { rows } = await selectMarks(db, {
    userIds: pairs.map(([userId]) => userId),
    tweetIds: pairs.map(([, tweetId]) => tweetId),
  });
  return new Map(rows.map(({ key, ...marks }) => [key, toMarks(marks)]));
}

type Ids = readonly (string | undefined)[];

const selectMarks = compileOnce(
  (_db, param: Param<{ userIds: Ids; tweetIds: Ids }>) => sql<Marks & { key: string }>`
    select user_id || ':' || tweet_id as key,
      exists (select from likes where likes.user_id = asked.user_id and likes.tweet_id = asked.tweet_id) as liked,
      exists (
        select from tweets where author_id = user_id and retweet_of_id = asked.tweet_id and deleted_at is null
      ) as retweeted,
      exists (
        select from bookmarks where bookmarks.user_id = asked.user_id and bookmarks.tweet_id = asked.tweet_id
      ) as bookmarked
    from unnest(${param('userIds')}::bigint[], ${param('tweetIds')}::bigint[]) as asked (user_id, tweet_id)`,
);
