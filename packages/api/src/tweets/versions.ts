import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Position } from '../core/pagination.ts';
import { entitiesWithIds } from './entities.ts';
import type { TweetVersion } from './schema.ts';
import { extractEntities } from './text.ts';

/** Changes a locked tweet, or is called before its media are described anew; what it said is kept. @returns the version that was. */
export async function editTweet(
  trx: Transaction,
  id: string,
  { text }: { text?: string } = {},
): Promise<number> {
  const version = await insertVersion(trx, id);
  await trx
    .updateTable('tweets')
    .set({
      ...(text === undefined ? {} : { text, entities: JSON.stringify(extractEntities(text)) }),
      editedAt: sql`now()`,
    })
    .where('id', '=', id)
    .execute();
  return version;
}

async function insertVersion(trx: Transaction, tweetId: string): Promise<number> {
  const { version } = await trx
    .insertInto('tweetVersions')
    .columns(['tweetId', 'version', 'text', 'entities', 'altTexts', 'createdAt'])
    .expression((expression) =>
      expression
        .selectFrom('tweets')
        .select([
          'id',
          sql`(select count(*) + 1 from tweet_versions where tweet_id = tweets.id)`.as('version'),
          'text',
          'entities',
          altTexts.as('altTexts'),
          sql`coalesce(edited_at, created_at)`.as('createdAt'),
        ])
        .where('id', '=', tweetId),
    )
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}

const altTexts = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('mediaId', id::text, 'altText', alt_text) order by position), '[]')
  from media where tweet_id = tweets.id and deleted_at is null
)`;

/** What a tweet said before it was edited, latest first; without what its author removed. */
export async function listVersions(db: Database, tweetId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweetVersions')
    .select([sql<string>`version::text`.as('id'), 'version', 'text', 'altTexts', 'createdAt'])
    .select(entitiesWithIds('tweet_versions.entities'))
    .where('tweetId', '=', tweetId)
    .where('removedAt', 'is', null)
    .$if(last !== undefined, (query) => query.where('version', '<', Number(last)))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
}

/** What it said is kept for reports until forgetRemovedVersions; its number stays. @returns whether there was such a version. */
export async function markVersionRemoved(
  trx: Transaction,
  tweetId: string,
  version: number,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('tweetVersions')
    .set({ removedAt: sql`now()`, kept: true })
    .where('tweetId', '=', tweetId)
    .where('version', '=', version)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function toTweetVersion(row: Awaited<ReturnType<typeof listVersions>>[number]): TweetVersion {
  const { version, text, entities, createdAt } = row;
  // `as`: insertVersion writes nothing else into the column.
  const altTexts = row.altTexts as unknown as TweetVersion['altTexts'];
  return { version, text, entities, altTexts, createdAt: createdAt.toISOString() };
}
