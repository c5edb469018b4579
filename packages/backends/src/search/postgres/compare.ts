import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Differences, IdRange, TweetDocument, UserDocument } from '../search.ts';
import type { LoadStems } from '../stems.ts';
import { columns, selectRows, toRows } from './index-tweets.ts';
import { selectUsers } from './search-names.ts';

export async function compareTweets(
  { db, loadStems }: { db: Database; loadStems: LoadStems },
  { after, upTo }: IdRange,
  tweets: readonly TweetDocument[],
): Promise<Differences> {
  return compare(db, {
    expected: selectRows(await toRows(loadStems, tweets)),
    found: sql`
      select tweet_id as id, ${columns} from search_tweets where tweet_id > ${after} and tweet_id <= ${upTo}`,
  });
}

export function compareUsers(
  db: Database,
  { after, upTo }: IdRange,
  users: readonly UserDocument[],
): Promise<Differences> {
  return compare(db, {
    expected: selectUsers(users),
    found: sql`
      select user_id as id, username, name from search_users where user_id > ${after} and user_id <= ${upTo}`,
  });
}

/** Compares rows of two queries with the same columns, whole. */
async function compare(
  db: Database,
  { expected, found }: { expected: RawBuilder<unknown>; found: RawBuilder<unknown> },
): Promise<Differences> {
  const listed = (kind: keyof Differences) =>
    sql`coalesce(array_agg(id::text order by id) filter (where kind = ${sql.lit(kind)}), '{}')`;
  const { rows } = await sql<Differences>`
    select ${listed('missing')} as missing, ${listed('extra')} as extra, ${listed('different')} as different
    from (
      select coalesce(expected.id, found.id) as id, case
          when found.id is null then 'missing' when expected.id is null then 'extra' else 'different'
        end as kind
      from (${expected}) as expected full join (${found}) as found on expected.id = found.id
      where expected is distinct from found
    ) as differing`.execute(db);
  return rows[0] ?? { missing: [], extra: [], different: [] };
}
