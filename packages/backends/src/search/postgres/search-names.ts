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

/**
 * First whose name begins with the text, then in whose name a word does, then who are called alike, which costs most and is looked for
 * where the others fill no page.
 */
export async function searchUsers(
  db: Database,
  { text, limit, after, signal }: NameSearch,
): Promise<UserHit[]> {
  const name = toName(text.replace(/^\s*@/, ''));
  if (name === '') return [];
  const [distance = '-1', id = '0'] = after?.split(' ') ?? [];
  const hits: UserHit[] = [];
  for (const tier of tiersOf(name)) {
    if (hits.length >= limit || Number(distance) > tier.farthest) continue;
    const query = sql<{ id: string; distance: number }>`/* for these parameters */
      select * from (
        select user_id as id, ${tier.distance} as distance from search_users where ${tier.condition}
      ) as tier
      where (distance, id) > (${distance}::int, ${id}::bigint)
      order by distance, id
      limit ${limit - hits.length}`;
    const { rows } = await query.execute(db, { signal });
    // Who is renamed between two tiers may stand in both.
    const known = new Set(hits.map((hit) => hit.id));
    for (const row of rows)
      if (!known.has(row.id)) hits.push({ id: row.id, position: `${row.distance} ${row.id}` });
  }
  return hits;
}

interface Tier {
  condition: RawBuilder<unknown>;
  distance: RawBuilder<number>;
  /** Of all in the tier; nearer than any in the next. */
  farthest: number;
}

function tiersOf(name: string): Tier[] {
  const prefix = toPrefixPattern(name);
  const lengthOf = (column: string) => sql`least(char_length(${sql.ref(column)}), 999)`;
  const begins = sql`(username like ${prefix} or name like ${prefix})`;
  const wordBegins = sql`name like '% ' || ${prefix}`;
  const all: Tier[] = [
    {
      condition: begins,
      distance: sql`case
        when username = ${name} then 0
        when name = ${name} then 1
        when username like ${prefix} then 1000 + ${lengthOf('username')}
        else 1000 + ${lengthOf('name')} end`,
      farthest: 1_999,
    },
    {
      condition: sql`${wordBegins} and not ${begins}`,
      distance: sql`2000 + ${lengthOf('name')}`,
      farthest: 2_999,
    },
    {
      condition: sql`(username % ${name} or name % ${name} or ${name} <% name) and not ${begins} and not ${wordBegins}`,
      distance: sql`4000 - (999 * greatest(
        similarity(${name}, username), similarity(${name}, name), word_similarity(${name}, name)
      ))::integer`,
      farthest: 4_000,
    },
  ];
  return name.length < minAlikeLength ? all.slice(0, 1) : all;
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
  const alike = name.length < minAlikeLength ? sql`` : sql`or name % ${name}`;
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

/** For the operator `like`: the names that begin with this one. */
function toPrefixPattern(name: string): string {
  return `${name.replace(/[\\%_]/g, '\\$&')}%`;
}
