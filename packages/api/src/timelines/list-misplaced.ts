import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { hearsOf, mayBeShown, mayBeShownOriginal } from '../visibility/unasked.ts';
import { entriesOfAuthor, wroteMuch } from './entries-of-author.ts';
import { reachOf } from './reach.ts';
import type { Place } from './repair-timelines.ts';
import { type Bounds, keptEntries } from './trim.ts';

/** What some followers have in their timelines of an author and are not shown, or are shown and lack. */
export async function listMisplacedOfAuthor(
  db: Database,
  { authorId, userIds }: { authorId: string; userIds: readonly string[] },
  bounds: Bounds,
): Promise<Place[]> {
  const author = sql`${authorId}::bigint`;
  const userId = sql.ref('reader.user_id');
  const isShown = mayBeShownOriginal(userId, 'tweets');
  const had = entriesOfAuthor({ userId, authorId: author, wroteMuch: sql.ref('author.wrote_much') });
  const { rows } = await sql<Place>`
    select reader.user_id as "userId", misplaced.id as "tweetId", ${authorId} as "authorId"
    from (select ${wroteMuch(author)} as wrote_much offset 0) as author
    cross join unnest(${userIds}::bigint[]) as reader (user_id)
    cross join lateral (
      select ${hearsOf(userId, author)} as hears, ${reachOf(userId, bounds)} as reach offset 0
    ) as stands
    cross join lateral (
      select id from (${had}) as tweets where deleted_at is null and not (hears and ${isShown})
      union all
      select id from (
        select id from tweets
        where hears and author_id = ${author} and deleted_at is null and id > reach and ${isShown}
        order by id desc limit ${keptEntries(bounds)}
      ) as newest
      where not exists (select from timeline_entries where user_id = ${userId} and tweet_id = id)
    ) as misplaced`.execute(db);
  return rows;
}

/** Which of these places, of the author of each tweet and of those who follow that author, are to be put right. */
export async function listMisplacedAmong(
  db: Database,
  places: readonly Place[],
  bounds: Bounds,
): Promise<Place[]> {
  const column = <Name extends keyof Place>(name: Name) => places.map((place) => place[name]);
  const userId = sql.ref('asked.user_id');
  const { rows } = await sql<Place>`
    select user_id as "userId", tweet_id as "tweetId", asked.author_id as "authorId"
    from unnest(${column('userId')}::bigint[], ${column('tweetId')}::bigint[], ${column('authorId')}::bigint[])
      as asked (user_id, tweet_id, author_id)
    join tweets on tweets.id = asked.tweet_id and deleted_at is null
    cross join lateral (
      select ${mayBeShown(userId, 'tweets')} as is_shown, exists (
        select from timeline_entries as entry where entry.user_id = asked.user_id and entry.tweet_id = asked.tweet_id
      ) as is_there
      offset 0
    ) as stands
    where is_there and not is_shown or is_shown and not is_there and tweets.id > ${reachOf(userId, bounds)}`.execute(
    db,
  );
  return rows;
}
