import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { toName } from '../names.ts';
import type { HashtagHit, NameSearch, UserDocument, UserHit } from '../search.ts';

/** The id, the username and the name. */
export function selectUsers(users: readonly UserDocument[]): RawBuilder<unknown> {
  const names = users.map(({ displayName }) => toName(displayName));
  return sql`
    select * from unnest(
      ${users.map(({ id }) => id)}::bigint[], ${users.map(({ username }) => username.toLowerCase())}::text[], ${names}::text[])
      as document (id, username, name)`;
}

export async function indexUsers(db: Database, users: readonly UserDocument[]): Promise<void> {
  await sql`
    insert into search_users (user_id, username, name) ${selectUsers(users)}
    on conflict (user_id) do update set username = excluded.username, name = excluded.name`.execute(db);
}

export async function removeUsers(db: Database, ids: readonly string[]): Promise<void> {
  await db.deleteFrom('searchUsers').where('userId', '=', sql<string>`any(${ids})`).execute();
}

// Both searches begin with a comment, and so are not prepared (db's prepared-pool.ts): an index serves a prefix only in a
// plan that is made for it.

export async function searchUsers(
  db: Database,
  { text, limit, after, signal }: NameSearch,
): Promise<UserHit[]> {
  const name = toName(text.replace(/^\s*@/, ''));
  if (name === '') return [];
  const prefix = toPrefixPattern(name);
  const [distance = '-1', id = '0'] = after?.split(' ') ?? [];
  const alike = orAlike(name, sql`username % ${name} or name % ${name} or ${name} <% name`);
  const query = sql<{ id: string; distance: number }>`/* for these parameters */
    select user_id as id, distance
    from (
      select user_id, case
          when username = ${name} then 0
          when name = ${name} then 1
          when username like ${prefix} then 1000 + char_length(username)
          when ' ' || name like '% ' || ${prefix} then 1000 + char_length(name)
          else 3000 - (999 * greatest(
            similarity(${name}, username), similarity(${name}, name), word_similarity(${name}, name)
          ))::integer
        end as distance
      from search_users
      where username like ${prefix} or name like ${prefix} ${alike}
    ) as alike
    where (distance, user_id) > (${distance}, ${id})
    order by distance, user_id
    limit ${limit}`;
  const { rows } = await query.execute(db, { signal });
  return rows.map((row) => ({ id: row.id, position: `${row.distance} ${row.id}` }));
}

export async function searchHashtags(
  db: Database,
  { text, limit, after, signal }: NameSearch,
): Promise<HashtagHit[]> {
  const hashtag = text
    .trim()
    .replace(/^[#＃]/, '')
    .toLowerCase();
  const name = toName(hashtag);
  if (name === '') return [];
  const prefix = toPrefixPattern(name);
  const [distance = '-1', id = '0'] = after?.split(' ') ?? [];
  const alike = orAlike(name, sql`name % ${name}`);
  // By the magnitude of the count: one tweet more changes no order while somebody reads on.
  const query = sql<{
    id: string;
    hashtag: string;
    tweetCount: number;
    distance: number;
  }>`/* for these parameters */
    select id, hashtag, tweet_count, distance
    from (
      select id, hashtag, tweet_count, 100 * case
          when hashtag = ${hashtag} then 0
          when name = ${name} then 1
          when name like ${prefix} then 2
          else 3
        end + 99 - floor(ln(tweet_count::float8) / ln(2::float8))::integer as distance
      from search_hashtags
      where name like ${prefix} ${alike}
    ) as alike
    where (distance, id) > (${distance}, ${id})
    order by distance, id
    limit ${limit}`;
  const { rows } = await query.execute(db, { signal });
  return rows.map((row) => ({
    name: row.hashtag,
    tweetCount: row.tweetCount,
    position: `${row.distance} ${row.id}`,
  }));
}

/** Shorter ones are like too many others. */
const minAlikeLength = 3;

function orAlike(name: string, condition: RawBuilder<unknown>): RawBuilder<unknown> {
  return name.length < minAlikeLength ? sql`` : sql`or ${condition}`;
}

/** For the operator `like`: the names that begin with this one. */
function toPrefixPattern(name: string): string {
  return `${name.replace(/[\\%_]/g, '\\$&')}%`;
}
