import { sql } from 'kysely';
import type { Services } from '../context.ts';
import type { EventOf } from '../events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { storagePrefix } from './storage-keys.ts';

/** Removed per round of the garbage collection. */
const batchSize = 100;

/** Removes the bytes and rows of deleted media. */
export const removeMedia: Consumer<EventOf<'media.deleted'>> = {
  name: 'remove-media',
  async handle(services, events) {
    await removeMarked(
      services,
      events.map(({ mediaId }) => mediaId),
    );
  },
};

/** Removes what deleted tweets showed. */
export const removeMediaOfTweet: Consumer<EventOf<'tweet.deleted'>> = {
  name: 'remove-media-of-tweet',
  async handle(services, events) {
    const tweetIds = events.map(({ tweetId }) => tweetId);
    const marked = await services.db
      .updateTable('media')
      .set({ deletedAt: sql`coalesce(deleted_at, now())` })
      .where('tweetId', '=', sql<string>`any(${tweetIds})`)
      .returning('id')
      .execute();
    await removeMarked(
      services,
      marked.map(({ id }) => id),
    );
  },
};

/**
 * Removes uploads that no tweet showed in time, ended or not, and what earlier removals left. Marking comes first: a tweet takes
 * no marked media, so what is removed is in no tweet.
 */
export async function collectMediaGarbage(services: Services): Promise<void> {
  const { db, settings } = services;
  await db
    .updateTable('media')
    .set({ deletedAt: sql`now()` })
    .where('tweetId', 'is', null)
    .where('deletedAt', 'is', null)
    .where('createdAt', '<', sql<Date>`now() - make_interval(hours => ${settings.mediaUnusedTtlHours})`)
    .execute();
  for (let last = '0'; ; ) {
    const rows = await db
      .selectFrom('media')
      .select('id')
      .where('deletedAt', 'is not', null)
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

/** The row goes last: while it is there, someone knows what is left to remove. */
async function removeMarked(services: Services, ids: readonly string[]): Promise<void> {
  for (const id of ids) await removeBlobs(services, id);
  await services.db
    .deleteFrom('media')
    .where('id', '=', sql<string>`any(${ids})`)
    .where('deletedAt', 'is not', null)
    .execute();
}

export async function removeBlobs({ storage }: Services, mediaId: string): Promise<void> {
  for await (const key of storage.list(storagePrefix(mediaId))) await storage.delete(key);
}
