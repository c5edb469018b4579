import type { Appeals, Database, Transaction } from '@dunlin/db';
import { type Selectable, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { WriteContext } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import { isRestorable } from '../tweets/restorable.ts';
import { selectWriter } from '../users/queries.ts';
import type { Appeal, RemovedTweet } from './schema.ts';

const columns = ['id', 'tweetId', 'text', 'createdAt', 'resolvedAt', 'action', 'note'] as const;

/**
 * Asks moderators to look again at the removal of the viewer's tweet.
 * @throws AppError TWEET_NOT_FOUND unless it can still be restored; ALREADY_APPEALED; SESSION_ENDED when the viewer has been deleted meanwhile
 */
export async function appealRemoval(
  { trx, viewer }: WriteContext,
  { tweetId, text }: { tweetId: string; text: string },
): Promise<Appeal> {
  if (!(await selectWriter(trx, viewer.id).select('users.id').executeTakeFirst()))
    throw new AppError('SESSION_ENDED');
  // Held, so that appeals of one removal take turns, and none comes after it was restored or forgotten.
  const removed = await trx
    .selectFrom('tweets')
    .select('deletedAt')
    .where('id', '=', tweetId)
    .where('authorId', '=', viewer.id)
    .where(isRestorable)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!removed?.deletedAt) throw new AppError('TWEET_NOT_FOUND');
  return fileAppeal(trx, { userId: viewer.id, tweetId, text, decidedAt: removed.deletedAt });
}

/** Appeals against what was decided then, and is held; without a tweet it is the suspension. @throws AppError ALREADY_APPEALED */
export async function fileAppeal(
  trx: Transaction,
  { decidedAt, ...appeal }: Subject & { text: string; decidedAt: Date },
): Promise<Appeal> {
  if (await findAppeal(trx, { ...appeal, decidedAt })) throw new AppError('ALREADY_APPEALED');
  const row = await trx.insertInto('appeals').values(appeal).returning(columns).executeTakeFirstOrThrow();
  return toAppeal(row);
}

/** The appeal against what was decided then, if there is one. */
export async function findAppeal(
  db: Database,
  { userId, tweetId, decidedAt }: Subject & { decidedAt: Date },
): Promise<Appeal | undefined> {
  const row = await db
    .selectFrom('appeals')
    .select(columns)
    .where('userId', '=', userId)
    .where('tweetId', tweetId === null ? 'is' : '=', tweetId)
    .where('createdAt', '>=', decidedAt)
    .executeTakeFirst();
  return row && toAppeal(row);
}

/** What was removed or suspended is back: whoever restored it has granted what is still open, if it was not the clock. */
export async function closeAppeals(
  { trx, viewer }: { trx: Transaction; viewer?: Pick<Viewer, 'id'> },
  { userId, tweetId }: Subject,
): Promise<void> {
  await trx
    .updateTable('appeals')
    .set({ resolvedAt: sql<Date>`now()`, resolverId: viewer?.id ?? null, action: 'grant' })
    .where('userId', '=', userId)
    .where('tweetId', tweetId === null ? 'is' : '=', tweetId)
    .where('resolvedAt', 'is', null)
    .execute();
}

/** Nobody is left to restore anything to: what a deleted account appealed against stays as it is, and nobody decided so. */
export async function closeAppealsOfDeleted(trx: Transaction, userId: string): Promise<void> {
  await trx
    .updateTable('appeals')
    .set({ resolvedAt: sql<Date>`now()`, action: 'refuse' })
    .where('userId', '=', userId)
    .where('resolvedAt', 'is', null)
    .execute();
}

function toAppeal({ id, tweetId, text, createdAt, resolvedAt, action, note }: AppealRow): Appeal {
  return {
    ...{ id, tweetId, text, createdAt: createdAt.toISOString() },
    resolution: resolvedAt && { granted: action === 'grant', note, resolvedAt: resolvedAt.toISOString() },
  };
}

/** Latest first: what moderators removed of an author's, while it can be restored. */
export function listRemovedTweets(db: Database, authorId: string, { last, limit }: Position) {
  return db
    .selectFrom('tweets')
    .select(['id', 'text', 'createdAt', 'deletedAt', 'removalReason'])
    .where('authorId', '=', authorId)
    .where('removalReason', 'is not', null)
    .where('deletedAt', 'is not', null)
    .$narrowType<{ removalReason: string; deletedAt: Date }>()
    .where(isRestorable)
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function presentRemovedTweets(
  db: Database,
  rows: readonly RemovedRow[],
  { authorId, evidenceDays }: { authorId: string; evidenceDays: number },
): Promise<RemovedTweet[]> {
  const appeals = await db
    .selectFrom('appeals')
    .select(columns)
    .where('userId', '=', authorId)
    .where('tweetId', '=', sql<string>`any(${rows.map(({ id }) => id)})`)
    .orderBy('id')
    .execute();
  // The latest is that of the latest removal.
  const byTweet = new Map(appeals.map((appeal) => [appeal.tweetId, appeal]));
  return rows.map(({ id, text, createdAt, deletedAt, removalReason }) => {
    const appeal = byTweet.get(id);
    return {
      ...{ id, text, createdAt: createdAt.toISOString(), removedAt: deletedAt.toISOString() },
      reason: removalReason,
      appealUntil: new Date(deletedAt.getTime() + evidenceDays * 24 * 3_600_000).toISOString(),
      appeal: appeal && appeal.createdAt >= deletedAt ? toAppeal(appeal) : null,
    };
  });
}

interface Subject {
  userId: string;
  tweetId: string | null;
}

type AppealRow = Pick<Selectable<Appeals>, (typeof columns)[number]>;
type RemovedRow = Awaited<ReturnType<typeof listRemovedTweets>>[number];
