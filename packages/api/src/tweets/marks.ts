import { compileOnce, type Database, type Param } from '@dunlin/db';
import { sql } from 'kysely';
import type { View } from '../views/views.ts';
import type { Tweet } from './schema.ts';

/** What a user has done with a tweet. */
export type Marks = Omit<Tweet['viewer'], keyof Rights>;
/** What a user may do with it. */
export type Rights = Pick<Tweet['viewer'], 'canReply' | 'canQuote'>;

/** Every set of marks that there is on a tweet as it was posted, once: what is shown with the same marks is shown with the same object. */
const commonMarks: readonly Marks[] = Array.from({ length: 8 }, (_, bits) =>
  toMarks({ likedVersion: bits & 1 || null, retweeted: (bits & 2) > 0, bookmarked: (bits & 4) > 0 }),
);

export const noMarks = findMarks({ likedVersion: null, retweeted: false, bookmarked: false });

function findMarks(marks: Omit<Marks, 'liked'>): Marks {
  const { likedVersion, retweeted, bookmarked } = marks;
  const common = commonMarks[(likedVersion ?? 0) + 2 * Number(retweeted) + 4 * Number(bookmarked)];
  return common && common.likedVersion === likedVersion ? common : toMarks(marks);
}

function toMarks({ likedVersion, retweeted, bookmarked }: Omit<Marks, 'liked'>): Marks {
  return Object.freeze({ liked: likedVersion !== null, likedVersion, retweeted, bookmarked });
}

const shownWith = new WeakMap<Marks, Map<number, Tweet['viewer']>>();

/** The same object for the same marks and rights. */
export function withRights(marks: Marks, { canReply, canQuote }: Rights): Tweet['viewer'] {
  const rights = Number(canReply) + 2 * Number(canQuote);
  const variants = shownWith.get(marks);
  const known = variants?.get(rights);
  if (known) return known;
  const shown = Object.freeze({ ...marks, canReply, canQuote });
  shownWith.set(marks, new Map(variants).set(rights, shown));
  return shown;
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
  return new Map(rows.map(({ key, ...marks }) => [key, findMarks(marks)]));
}

type Ids = readonly (string | undefined)[];

const selectMarks = compileOnce(
  (_db, param: Param<{ userIds: Ids; tweetIds: Ids }>) => sql<Omit<Marks, 'liked'> & { key: string }>`
    select user_id || ':' || tweet_id as key,
      (
        select ${versionAt('likes.created_at')} from likes join tweets on tweets.id = likes.tweet_id
        where likes.user_id = asked.user_id and likes.tweet_id = asked.tweet_id
      ) as "likedVersion",
      exists (
        select from tweets where author_id = user_id and retweet_of_id = asked.tweet_id and deleted_at is null
      ) as retweeted,
      exists (
        select from bookmarks where bookmarks.user_id = asked.user_id and bookmarks.tweet_id = asked.tweet_id
      ) as bookmarked
    from unnest(${param('userIds')}::bigint[], ${param('tweetIds')}::bigint[]) as asked (user_id, tweet_id)`,
);

/** Which version the `tweets` of a query were at a time. */
function versionAt(time: string) {
  const at = sql.ref(time);
  return sql`(
    case when edited_at is null then 1 else (edited_at <= ${at})::int + (
      select coalesce(max(version), 1) from tweet_versions
      where tweet_versions.tweet_id = tweets.id and (version = 1 or tweet_versions.created_at <= ${at})
    ) end
  )`;
}
