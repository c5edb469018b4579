import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isPublic } from '../visibility/unasked.ts';

/** So many of its last uses decide how a hashtag is shown. */
const maxUses = 50;

/** Hashtags as most have written them of late; those of which nobody has, as they are compared. */
export async function presentHashtags<Hashtag extends { name: string }>(
  db: Database,
  hashtags: readonly Hashtag[],
): Promise<Hashtag[]> {
  const { rows } = await sql<{ name: string; form: string }>`
    select name, mode() within group (order by form) as form
    from unnest(${hashtags.map(({ name }) => name)}::text[]) as asked (name)
    cross join lateral (
      select form, author_id from tweet_hashtags where hashtag = name order by created_at desc limit ${sql.lit(maxUses)}
    ) as uses
    join users on users.id = author_id and ${isPublic}
    group by name`.execute(db);
  const forms = new Map(rows.map(({ name, form }) => [name, form]));
  return hashtags.map((hashtag) => ({ ...hashtag, name: forms.get(hashtag.name) ?? hashtag.name }));
}
