import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import { mediaEpochOf } from './addresses.ts';
import type { MediaKind } from './content-type.ts';
import { type MediaRow, mediaColumns } from './present.ts';

const ownerEpoch = mediaEpochOf(sql.ref('media.owner_id')).as('epoch');

/** Media of this owner, received and not deleted. @throws AppError MEDIA_NOT_FOUND */
export async function getOwnMedia(db: Database, media: MediaOfOwner) {
  const row = await selectOwnMedia(db, media).executeTakeFirst();
  if (!row) throw new AppError('MEDIA_NOT_FOUND');
  return row;
}

/** Holds it until the transaction ends. @throws AppError MEDIA_NOT_FOUND */
export async function lockOwnMedia(trx: Transaction, media: MediaOfOwner) {
  const row = await selectOwnMedia(trx, media).forUpdate().executeTakeFirst();
  if (!row) throw new AppError('MEDIA_NOT_FOUND');
  return row;
}

function selectOwnMedia(db: Database, { id, ownerId }: MediaOfOwner) {
  return db
    .selectFrom('media')
    .select([...mediaColumns, 'tweetId', 'profilePart', ownerEpoch])
    .where('id', '=', id)
    .where('ownerId', '=', ownerId)
    .where('status', '<>', 'receiving')
    .where('deletedAt', 'is', null);
}

/** Whether a tweet or a profile shows one of the `media` of a query, or did. */
export const wasShown = sql<boolean>`(media.tweet_id is not null or media.profile_part is not null)`;

/** The smallest upload too has a row, files, and sizes that are made of it. */
const leastBytes = 64 * 1024;

/**
 * Takes bytes of the owner's quota for an upload that begins; uploads of one owner take turns.
 * @throws AppError MEDIA_QUOTA_EXCEEDED; SESSION_ENDED when the owner has been deleted meanwhile
 */
export async function insertMedia(
  trx: Transaction,
  { ownerId, bytes, quotaBytes }: { ownerId: string; bytes: number; quotaBytes: number },
): Promise<{ id: string }> {
  const owner = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', ownerId)
    .where('isActive', '=', true)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!owner) throw new AppError('SESSION_ENDED');
  const used = await trx
    .selectFrom('media')
    .select(sql<string>`coalesce(sum(greatest(bytes, ${leastBytes}::bigint)), 0)`.as('bytes'))
    .where('ownerId', '=', ownerId)
    // What a tweet or profile showed stands in the storage for a while after it was deleted.
    .where((where) => where.or([where('deletedAt', 'is', null), wasShown]))
    .executeTakeFirstOrThrow();
  if (Number(used.bytes) + Math.max(bytes, leastBytes) > quotaBytes)
    throw new AppError('MEDIA_QUOTA_EXCEEDED');
  return trx
    .insertInto('media')
    .values({ ownerId, bytes, receivedBytes: 0 })
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** An upload that has not ended, or has: whether its bytes are all here. */
export function findUpload(db: Database, { id, ownerId }: MediaOfOwner) {
  return db
    .selectFrom('media')
    .select(['id', 'status', 'receivedBytes'])
    .where('id', '=', id)
    .where('ownerId', '=', ownerId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
}

/** Notes that bytes have come: an upload without any is soon collected. */
export async function updateReceivedBytes(db: Database, id: string, receivedBytes: number): Promise<void> {
  await db
    .updateTable('media')
    .set({ receivedBytes })
    .where('id', '=', id)
    .where('status', '=', 'receiving')
    .execute();
}

/** @returns undefined when the upload had ended before, or has been deleted. */
export function updateReceivedMedia(
  trx: Transaction,
  id: string,
  { bytes, ...received }: ReceivedFile & { altText: string | null },
) {
  return trx
    .updateTable('media')
    .set({ ...received, bytes, receivedBytes: bytes, status: 'processing' })
    .where('id', '=', id)
    .where('status', '=', 'receiving')
    .where('deletedAt', 'is', null)
    .returning([...mediaColumns, ownerEpoch])
    .executeTakeFirst();
}

export async function updateAltText(trx: Transaction, id: string, altText: string | null): Promise<void> {
  await trx.updateTable('media').set({ altText }).where('id', '=', id).execute();
}

/** @returns the tweet or part of the profile that showed it, if any; undefined when there is no such media. */
export function markMediaDeleted(trx: Transaction, media: MediaOfOwner) {
  return markDeleted(trx, media).executeTakeFirst();
}

/** @returns undefined when there is no such upload, or it has ended. */
export function markUploadDeleted(trx: Transaction, upload: MediaOfOwner) {
  return markDeleted(trx, upload).where('status', '=', 'receiving').executeTakeFirst();
}

function markDeleted(trx: Transaction, { id, ownerId }: MediaOfOwner) {
  return trx
    .updateTable('media')
    .set({ deletedAt: sql`now()` })
    .where('id', '=', id)
    .where('ownerId', '=', ownerId)
    .where('deletedAt', 'is', null)
    .returning(['tweetId', 'profilePart']);
}

/** Media as bytes are asked for: of an active owner, in no tweet or a living one. */
export async function findServedMedia(db: Database, id: string, { evenSuspended = false } = {}) {
  const { rows } = await selectServedMedia(db, { id, evenSuspended });
  return rows[0];
}

const selectServedMedia = compileOnce((db, param: Param<{ id: string; evenSuspended: boolean }>) =>
  db
    .selectFrom('media')
    .innerJoin('users', 'users.id', 'media.ownerId')
    .leftJoin('tweets', 'tweets.id', 'media.tweetId')
    .select(['media.ownerId', 'media.addressKey', 'media.status', 'media.tweetId', 'media.variants'])
    .select('media.profilePart')
    .select(ownerEpoch)
    .where('media.id', '=', param('id'))
    .where('media.deletedAt', 'is', null)
    .where('users.deletedAt', 'is', null)
    .where((where) => where.or([where('users.isActive', '=', true), param('evenSuspended')]))
    .where('tweets.deletedAt', 'is', null),
);

export type ServedMedia = NonNullable<Awaited<ReturnType<typeof findServedMedia>>>;

/** Holds received media of the owner until the transaction ends, with what their tweets showed that the owner has just deleted. */
export function lockMedia(trx: Transaction, { ownerId, ids, redraftHours }: MediaToShow) {
  const isFree = sql<boolean>`exists (
    select from tweets where tweets.id = media.tweet_id and tweets.deleted_by = tweets.author_id
      and tweets.deleted_at > now() - make_interval(hours => ${redraftHours}::int)
      -- What was taken from the tweet before stays deleted.
      and (media.deleted_at is null or media.deleted_at >= tweets.deleted_at)
  )`;
  return trx
    .selectFrom('media')
    .select([...mediaColumns, 'tweetId', 'profilePart', isFree.as('isFree')])
    .where('id', '=', sql<string>`any(${ids})`)
    .where('ownerId', '=', ownerId)
    .where('status', '<>', 'receiving')
    .where((where) => where.or([where('deletedAt', 'is', null), isFree]))
    .orderBy('id')
    .forUpdate()
    .execute();
}

interface MediaToShow {
  ownerId: string;
  ids: readonly string[];
  /** For how long media of a deleted tweet can be shown anew. */
  redraftHours: number;
}

/** Notes what deleted tweets showed, as it is, before another tweet takes it. */
export async function insertRedraftedMedia(trx: Transaction, ids: readonly string[]): Promise<void> {
  await sql`
    insert into redrafted_media (tweet_id, media_id, position, alt_text)
    select tweet_id, id, position, alt_text from media where id = any(${ids})`.execute(trx);
}

export async function updateTweetOfMedia(
  trx: Transaction,
  { tweetId, ids }: { tweetId: string; ids: readonly string[] },
): Promise<void> {
  await trx
    .updateTable('media')
    .set({ tweetId, deletedAt: null, position: sql<number>`array_position(${ids}::bigint[], id) - 1` })
    .where('id', '=', sql<string>`any(${ids})`)
    .execute();
}

/**
 * Media as JSON, for a query that reads them, in the order and with the words that `shown` has. Ids as text: JSON numbers are too
 * short for them.
 */
export function mediaAsJson(shown = 'media') {
  return sql<MediaRow[] | null>`
  jsonb_agg(jsonb_build_object(
    'id', id::text, 'addressKey', address_key, 'kind', kind, 'status', status, 'failure', failure,
    'altText', ${sql.ref(`${shown}.alt_text`)}, 'width', width, 'height', height,
    'durationMs', duration_ms, 'blurhash', blurhash, 'processing', processing, 'variants', variants
  ) order by ${sql.ref(`${shown}.position`)})`;
}

/** What a tweet shows, for a query that reads tweets. */
export const mediaOfTweet = sql<MediaRow[] | null>`(
  select ${mediaAsJson()} from media where tweet_id = tweets.id and deleted_at is null
)`.as('media');

/** What the bytes of an upload say of it. */
export interface ReceivedFile {
  kind: MediaKind;
  contentType: string;
  /** How many there are. */
  bytes: number;
}

interface MediaOfOwner {
  id: string;
  ownerId: string;
}
