import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { MutationContext } from '../core/context.ts';
import type { Position } from '../core/pagination.ts';
import { createExportUrl } from '../media/export-url.ts';
import { toStoredVariants } from '../media/present.ts';
import { toExportedPictureUrl } from '../media/profile-pictures.ts';
import { mediaOfTweet } from '../media/queries.ts';
import type { AccountExport, ExportedItem, ExportPart } from './schema.ts';

/** Where each part stands: the table, whose column names the account, and the one that names what belongs to it. */
const tables = {
  tweets: { table: 'tweets', owner: 'author_id', item: 'id' },
  likes: { table: 'likes', owner: 'user_id', item: 'tweet_id' },
  bookmarks: { table: 'bookmarks', owner: 'user_id', item: 'tweet_id' },
  following: { table: 'follows', owner: 'follower_id', item: 'followee_id' },
  followers: { table: 'follows', owner: 'followee_id', item: 'follower_id' },
  blocks: { table: 'blocks', owner: 'blocker_id', item: 'blocked_id' },
  mutes: { table: 'mutes', owner: 'muter_id', item: 'muted_id' },
} satisfies Record<ExportPart, { table: string; owner: string; item: string }>;

export async function getExportedAccount(
  { db, cursors }: Pick<MutationContext, 'db' | 'cursors'>,
  userId: string,
): Promise<AccountExport['account']> {
  const { createdAt, avatarUrl, bannerUrl, ...profile } = await db
    .selectFrom('users')
    .select([
      'id',
      'username',
      'email',
      'displayName',
      'bio',
      'location',
      'website',
      'avatarUrl',
      'bannerUrl',
    ])
    .select('createdAt')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    ...profile,
    avatarUrl: toExportedPictureUrl(cursors, avatarUrl),
    bannerUrl: toExportedPictureUrl(cursors, bannerUrl),
    createdAt: createdAt.toISOString(),
  };
}

/** Latest first. */
export async function listPart(
  db: Database,
  { userId, part }: { userId: string; part: ExportPart },
  { last, limit }: Position,
): Promise<PartRow[]> {
  const { table, owner, item } = tables[part];
  const { rows } = await sql<PartRow>`
    select id, ${sql.ref(item)} as "itemId", created_at as "createdAt" from ${sql.table(table)}
    where ${sql.ref(owner)} = ${userId}
      ${part === 'tweets' ? sql`and deleted_at is null` : sql``}
      ${last === undefined ? sql`` : sql`and id < ${last}`}
    order by id desc limit ${limit}`.execute(db);
  return rows;
}

export async function presentPart(
  ctx: MutationContext,
  part: ExportPart,
  rows: readonly PartRow[],
): Promise<ExportedItem[]> {
  const tweets =
    part === 'tweets'
      ? await loadTweets(
          ctx,
          rows.map(({ itemId }) => itemId),
        )
      : new Map();
  return rows.map(({ itemId, createdAt }) => ({
    id: itemId,
    createdAt: createdAt.toISOString(),
    tweet: tweets.get(itemId) ?? null,
  }));
}

async function loadTweets(
  { trx, cursors }: MutationContext,
  ids: readonly string[],
): Promise<Map<string, ExportedItem['tweet']>> {
  const rows = await trx
    .selectFrom('tweets')
    .select([
      'id',
      'text',
      'editedAt',
      'replyToId',
      'quotedId',
      'detachedFromId',
      'retweetOfId',
      mediaOfTweet,
    ])
    .where('id', '=', sql<string>`any(${ids})`)
    .execute();
  return new Map(
    rows.map(({ id, editedAt, detachedFromId, media, ...said }) => [
      id,
      {
        ...said,
        quoteDetached: detachedFromId !== null,
        editedAt: editedAt?.toISOString() ?? null,
        media: (media ?? []).map((row) => ({
          id: row.id,
          altText: row.altText,
          url: toStoredVariants(row).length > 0 ? createExportUrl(cursors, row.id) : null,
        })),
      },
    ]),
  );
}

interface PartRow {
  id: string;
  itemId: string;
  createdAt: Date;
}
