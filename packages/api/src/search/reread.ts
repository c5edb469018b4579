import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { indexHashtagsAnew } from '../hashtags/index-hashtags.ts';
import { normalizeHashtag } from '../hashtags/normalize-hashtag.ts';
import { batchIds } from './batch-ids.ts';
import { refreshTweets } from './index-tweets.ts';

/** What words, hashtags and languages are read to be: raise it when any text comes to other words, and every tweet is read again. */
const reading = 2;

const batchSize = 100;
/** Others that run by the clock wait for none that takes hours. */
const longestRunMs = 5 * 60_000;

/** After an upgrade that reads texts otherwise, has all tweets read again, oldest first; it goes on where it was stopped. */
export async function rereadSearch(services: Services): Promise<void> {
  const { db, pace, stopping } = services;
  const state = await readState(db);
  if (state.version === reading) return;
  const isBegun = state.rereading === reading;
  if (!isBegun) {
    await renameHidden(db);
    await db.updateTable('searchReading').set({ rereading: reading, rereadUpTo: '0' }).execute();
  }
  const after = isBegun ? state.rereadUpTo : '0';
  const endsAt = Date.now() + longestRunMs;
  for await (const ids of batchIds(db, { table: 'tweets', after, size: batchSize })) {
    if (stopping.aborted || Date.now() > endsAt) return;
    await pace(async () => {
      await refreshTweets(services, ids);
      await indexHashtagsAnew(services, ids);
    });
    await db
      .updateTable('searchReading')
      .set({ rereadUpTo: ids.at(-1) ?? after })
      .execute();
  }
  await db.updateTable('searchReading').set({ version: reading }).execute();
}

/** How much of the time in which tweets were written has been read as it is read now, from 0 to 1. */
export async function measureReread(db: Database): Promise<number> {
  const state = await readState(db);
  if (state.version === reading) return 1;
  const upTo = state.rereading === reading ? state.rereadUpTo : '0';
  const { rows } = await sql<{ share: number }>`
    select least(1, greatest(0, (${upTo}::bigint - first)::float8 / greatest(1, last - first))) as share
    from (select min(id) as first, max(id) as last from tweets) as tweets`.execute(db);
  return rows[0]?.share ?? 0;
}

function readState(db: Database) {
  return db
    .selectFrom('searchReading')
    .select(['version', 'rereading', 'rereadUpTo'])
    .executeTakeFirstOrThrow();
}

/** Hashtags that are kept out of trends, by what they are called now. */
async function renameHidden(db: Database): Promise<void> {
  const hidden = await db.selectFrom('hiddenHashtags').select(['id', 'hashtag']).orderBy('id').execute();
  for (const { id, hashtag } of hidden) {
    const name = normalizeHashtag(hashtag);
    if (name === hashtag) continue;
    await db
      .updateTable('hiddenHashtags')
      .set({ hashtag: name })
      .where('id', '=', id)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('hiddenHashtags as others').select('id').where('others.hashtag', '=', name))),
      )
      .execute();
  }
}
