import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { MediaKind } from './content-type.ts';
import type { MediaOutcome } from './processing/task.ts';

export async function findUnprocessedMedia(db: Database, id: string): Promise<UnprocessedMedia | undefined> {
  const row = await db
    .selectFrom('media')
    .select(['id', 'kind', 'contentType'])
    .where('id', '=', id)
    .where('status', '=', 'processing')
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  // `as`: what the constraints of the table allow.
  return row as UnprocessedMedia | undefined;
}

/** Places are told apart up to this. */
const maxRank = 1_000;

/** The place of each among what its owner has to be processed, from 1: who has uploaded little comes before who has uploaded much. */
export async function rankUnprocessed(db: Database, ids: readonly string[]): Promise<number[]> {
  const { rows } = await sql<{ rank: number }>`
    select greatest(1, (select count(*) from (
      select from media as earlier
      where earlier.owner_id = media.owner_id and earlier.status = 'processing' and earlier.deleted_at is null
        and earlier.id <= media.id
      limit ${sql.lit(maxRank)}
    ) as counted))::int as rank
    from unnest(${ids}::bigint[]) with ordinality as asked (id, place) left join media on media.id = asked.id
    order by place`.execute(db);
  return rows.map(({ rank }) => rank);
}

export interface UnprocessedMedia {
  id: string;
  kind: MediaKind;
  contentType: string;
}

/** @returns the tweet that shows it, if any. */
export async function updateProcessedMedia(
  db: Database,
  id: string,
  outcome: MediaOutcome,
): Promise<string | undefined> {
  const { variants = [], ...facts } = outcome.ok ? outcome.media : {};
  const row = await db
    .updateTable('media')
    .set({
      ...facts,
      ...(outcome.ok ? { status: 'ready' } : { status: 'failed', failure: outcome.failure }),
      variants: JSON.stringify(variants),
      bytes: variants.reduce((sum, { bytes }) => sum + bytes, 0),
    })
    .where('id', '=', id)
    .where('status', '=', 'processing')
    .where('deletedAt', 'is', null)
    .returning('tweetId')
    .executeTakeFirst();
  return row?.tweetId ?? undefined;
}

/** @returns undefined when it is deleted. */
export async function findMediaStatus(db: Database, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('media')
    .select('status')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  return row?.status;
}
