import { type RawBuilder, sql } from 'kysely';

/** Authors with more tweets than this, living or deleted, are looked for among the entries, not the other way round. */
const many = 1_000;

/** For a query: whether an author wrote more than a timeline holds. */
export function wroteMuch(authorId: RawBuilder<unknown>): RawBuilder<boolean> {
  const tweets = sql`select from tweets where author_id = ${authorId}`;
  return sql`(
    exists (${tweets} and deleted_at is null offset ${sql.lit(many)})
    or exists (${tweets} and deleted_at is not null offset ${sql.lit(many)})
  )`;
}

/**
 * For a query: the tweets of an author that a timeline has, living and deleted. Of an author who wrote little those are looked at that
 * are not older than the timeline; of another all entries, which are never many.
 */
export function entriesOfAuthor({ userId, authorId, wroteMuch }: AuthorOfReader): RawBuilder<unknown> {
  const written = sql`
    select tweets.* from tweets
    where not ${wroteMuch} and author_id = ${authorId}
      and id >= (select tweet_id from timeline_entries where user_id = ${userId} order by tweet_id limit 1)
      and exists (select from timeline_entries where user_id = ${userId} and tweet_id = id)`;
  return sql`
    select tweets.*
    from (select tweet_id from timeline_entries where user_id = ${userId} and ${wroteMuch} offset 0) as entries
    join tweets on tweets.id = tweet_id and author_id = ${authorId}
    union all ${written} and deleted_at is null
    union all ${written} and deleted_at is not null`;
}

interface AuthorOfReader {
  userId: RawBuilder<unknown>;
  authorId: RawBuilder<unknown>;
  wroteMuch: RawBuilder<boolean>;
}
