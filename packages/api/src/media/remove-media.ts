import { type RawBuilder, sql } from 'kysely';
import type { Services, Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import { isHeld, isPictureHeld } from '../moderation/held-content.ts';
import { appendEvents } from '../outbox/append.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { inTime } from './in-time.ts';
import type { MediaOutcome } from './processing/task.ts';
import { findMediaStatus, updateProcessedMedia } from './processing-queries.ts';
import { wasShown } from './queries.ts';
import { originalKey, storagePrefix } from './storage-keys.ts';

/** Removed per round of the garbage collection. */
const batchSize = 100;
/** An upload of which nothing came in this time never began: its client missed the answer. One request ends before. */
const silentHours = 1;
/** Processing that took so long has failed as often as a job is tried; after days it has failed for good. */
const stuck = { afterHours: 1, untilHours: 7 * 24 };

/** Removes the bytes and rows of deleted media, unless a tweet or profile showed it: then it is held for a time, and collected. */
export const removeMedia: JobConsumer<EventOf<'media.deleted'>> = {
  name: 'remove-media',
  async handle(services, events) {
    const ids = events.map(({ mediaId }) => mediaId);
    const rows = await services.db
      .selectFrom('media')
      .select('id')
      .where('id', '=', sql<string>`any(${ids})`)
      .where(wasShown)
      .execute();
    const held = new Set(rows.map(({ id }) => id));
    await removeMarked(
      services,
      ids.filter((id) => !held.has(id)),
    );
  },
};

/** Marks what deleted tweets showed; its bytes are held for a time, and then collected. */
export const removeMediaOfTweet: JobConsumer<EventOf<'tweet.deleted'>> = {
  name: 'remove-media-of-tweet',
  async handle(services, events) {
    const tweetIds = events.map(({ tweetId }) => tweetId);
    await services.db
      .updateTable('media')
      .set({ deletedAt: sql`coalesce(deleted_at, now())` })
      .where('tweetId', 'in', (query) =>
        query
          .selectFrom('tweets')
          .select('id')
          .where('id', '=', sql<string>`any(${tweetIds})`)
          .where('deletedAt', 'is not', null)
          // One that comes back at this moment keeps its media.
          .forShare(),
      )
      .execute();
  },
};

/**
 * Removes uploads that no tweet or profile showed in time, ended or not, and what earlier removals left; has processed what a failure of the
 * storage left unprocessed. Marking comes first: a tweet takes no marked media, so what is removed is in no tweet.
 */
export async function collectMediaGarbage(services: Services): Promise<void> {
  await markUnused(services);
  await processStuck(services);
  await failHopeless(services);
  for (let last = '0'; ; ) {
    const rows = await services.db
      .selectFrom('media')
      .select('id')
      .where('deletedAt', 'is not', null)
      .where(isUnheld(services))
      .where('id', '>', last)
      .orderBy('id')
      .limit(batchSize)
      .execute();
    const ids = rows.map(({ id }) => id);
    await removeMarked(services, ids);
    if (ids.length < batchSize) return;
    last = ids.at(-1) ?? last;
  }
}

async function markUnused({ db, settings }: Services): Promise<void> {
  const unused = db
    .selectFrom('media')
    .select('id')
    .where('tweetId', 'is', null)
    .where('profilePart', 'is', null)
    .where('deletedAt', 'is', null)
    .where((where) =>
      where.or([
        where('createdAt', '<', hoursAgo(settings.mediaUnusedTtlHours)),
        where.and([
          where('status', '=', 'receiving'),
          where('receivedBytes', '=', '0'),
          where('createdAt', '<', hoursAgo(silentHours)),
        ]),
      ]),
    )
    .limit(batchSize)
    // One that a tweet takes meanwhile is used.
    .forUpdate();
  for (let marked = batchSize; marked === batchSize; ) {
    const { numUpdatedRows } = await db
      .updateTable('media')
      .set({ deletedAt: sql`now()` })
      .where('id', '=', sql<string>`any(array(${unused}))`)
      .executeTakeFirst();
    marked = Number(numUpdatedRows);
  }
}

async function processStuck(services: Services): Promise<void> {
  for (let after: string | undefined = '0'; after !== undefined; ) {
    const last: string = after;
    after = await write(services, (writer) => processSomeStuck(writer, last));
  }
}

/** @returns after which to go on, unless these were the last. */
async function processSomeStuck(writer: Writer, after: string): Promise<string | undefined> {
  const rows = await writer.trx
    .selectFrom('media')
    .select('id')
    // Literally, for the index of these.
    .where('status', '=', sql.lit('processing'))
    .where('deletedAt', 'is', null)
    .where('createdAt', '<', hoursAgo(stuck.afterHours))
    .where('createdAt', '>', hoursAgo(stuck.untilHours))
    .where('id', '>', after)
    // What still waits, or is under way, is not in need of another job.
    .where(
      sql<boolean>`id not in (
        select (event ->> 'mediaId')::bigint from jobs cross join jsonb_array_elements(events) as event
        where name = 'process-media' and failed_at is null
      )`,
    )
    .orderBy('id')
    .limit(batchSize)
    .execute();
  await appendEvents(
    writer,
    rows.map(({ id }) => ({ type: 'media.uploaded', mediaId: id })),
  );
  return rows.length < batchSize ? undefined : rows.at(-1)?.id;
}

async function failHopeless(services: Services): Promise<void> {
  for (let found = batchSize; found === batchSize; ) {
    const rows = await services.db
      .selectFrom('media')
      .select('id')
      .where('status', '=', sql.lit('processing'))
      .where('deletedAt', 'is', null)
      .where('createdAt', '<=', hoursAgo(stuck.untilHours))
      .limit(batchSize)
      .execute();
    for (const { id } of rows) {
      await endProcessing(services, id, { ok: false, failure: 'MEDIA_TOO_COMPLEX' });
      await removeLeftovers(services, id);
    }
    found = rows.length;
  }
}

/** Says what became of an upload, to those who look at its tweet as well. */
export async function endProcessing(
  { db, hints }: Pick<Services, 'db' | 'hints'>,
  id: string,
  outcome: MediaOutcome,
): Promise<void> {
  const tweetId = await updateProcessedMedia(db, id, outcome);
  if (tweetId) hints.publish('tweets', [tweetId]);
}

function isUnheld(services: Services): RawBuilder<boolean> {
  const deletedAt = sql.ref('media.deleted_at');
  const held = isHeld(services, { tweetId: sql.ref('media.tweet_id'), deletedAt });
  const heldByFormer = isHeld(services, { tweetId: sql.ref('redrafted_media.tweet_id'), deletedAt });
  const heldPicture = isPictureHeld(services, { ownerId: sql.ref('media.owner_id'), deletedAt });
  return sql`case when profile_part is not null then not ${heldPicture} else (tweet_id is null or not (${held} or exists (
    select from redrafted_media where media_id = media.id and ${heldByFormer}
  ))) end`;
}

function hoursAgo(hours: number) {
  return sql<Date>`now() - make_interval(hours => ${hours})`;
}

/** The row goes last: while it is there, someone knows what is left to remove. */
async function removeMarked(services: Services, ids: readonly string[]): Promise<void> {
  for (const id of ids) await removeBlobs(services, id);
  await services.db
    .deleteFrom('media')
    .where('id', '=', sql<string>`any(${ids})`)
    .where('deletedAt', 'is not', null)
    .execute();
}

/**
 * Removes what media has stored and nobody needs: the upload once it is processed, and all of it when it is deleted. Whoever has
 * stored something calls this: what a deletion left had perhaps been removed before.
 */
export async function removeLeftovers(services: Services, mediaId: string): Promise<void> {
  const status = await findMediaStatus(services.db, mediaId);
  if (status === undefined) await removeBlobs(services, mediaId);
  else if (status !== 'processing')
    await inTime(services, services.settings.mediaTransferTimeoutMs, (signal) =>
      services.storage.delete(originalKey(mediaId), { signal }),
    );
}

function removeBlobs(services: Services, mediaId: string): Promise<void> {
  const { storage, settings } = services;
  return inTime(services, settings.mediaTransferTimeoutMs, async (signal) => {
    for await (const key of storage.list(storagePrefix(mediaId), { signal }))
      await storage.delete(key, { signal });
  });
}
