import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { AppError } from '../errors.ts';
import { mediaColumns, toMedia } from '../media/present.ts';
import type { ReportReason } from '../moderation/schema.ts';
import type { Position } from '../pagination.ts';
import type { ListReportsInput, ModeratedTweet, ModerationReport, ModerationReportDetail } from './schema.ts';
import { getModeratedUser } from './users.ts';

/** Open ones oldest first, resolved ones newest first. */
export function listReports(
  db: Database,
  { status, userId, tweetId }: Pick<ListReportsInput, 'status' | 'userId' | 'tweetId'>,
  { last, limit }: Position,
) {
  const isOpen = status === 'open';
  return selectReports(db)
    .where('reports.resolvedAt', isOpen ? 'is' : 'is not', null)
    .$if(userId !== undefined, (query) => query.where('reports.userId', '=', userId ?? ''))
    .$if(tweetId !== undefined, (query) => query.where('reports.tweetId', '=', tweetId ?? ''))
    .$if(last !== undefined, (query) => query.where('reports.id', isOpen ? '>' : '<', last ?? ''))
    .orderBy('reports.id', isOpen ? 'asc' : 'desc')
    .limit(limit)
    .execute();
}

/** @throws AppError REPORT_NOT_FOUND */
export async function getReport(db: Database, id: string): Promise<ReportRow> {
  const row = await selectReports(db).where('reports.id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('REPORT_NOT_FOUND');
  return row;
}

/** A report with what it is about, as it was and as it is, whoever may see it otherwise. @throws AppError REPORT_NOT_FOUND */
export async function getReportDetail(db: Database, id: string): Promise<ModerationReportDetail> {
  const row = await getReport(db, id);
  const { userId, tweetId } = row;
  const [user, tweet, reasons] = await Promise.all([
    getModeratedUser(db, userId),
    tweetId === null ? null : getModeratedTweet(db, tweetId),
    countOpenByReason(db, row),
  ]);
  return {
    ...toModerationReport(row),
    // `as`: the schema of reports lets no other reason in.
    openByReason: reasons.map(({ reason, reports }) => ({ reason: reason as ReportReason, reports })),
    // `as`: fileReport writes nothing else into the column.
    asReported: row.content as unknown as ModerationReportDetail['asReported'],
    now: { user, tweet },
  };
}

export function toModerationReport(row: ReportRow): ModerationReport {
  const { id, userId, tweetId, reason, comment, createdAt, open, total } = row;
  return {
    ...{ id, tweetId, comment },
    reason: reason as ReportReason, // `as`: the schema of reports lets no other in.
    reporter: { id: row.reporterId, username: row.reporterName },
    user: { id: userId, username: row.username },
    createdAt: createdAt.toISOString(),
    resolution: toResolution(row),
    reportsOfSubject: { open: open ?? 0, total: total ?? 0 },
  };
}

function toResolution(row: ReportRow): ModerationReport['resolution'] {
  const { action, note, resolverId, resolverName, resolvedAt } = row;
  if (resolvedAt === null || resolverId === null || resolverName === null) return null;
  return {
    // `as`: a check constraint of the table holds action to these.
    action: action as 'dismiss' | 'removeTweet' | 'suspendUser',
    note,
    resolver: { id: resolverId, username: resolverName },
    resolvedAt: resolvedAt.toISOString(),
  };
}

function selectReports(db: Database) {
  return db
    .selectFrom('reports')
    .innerJoin('users as reporters', 'reporters.id', 'reports.reporterId')
    .innerJoin('users', 'users.id', 'reports.userId')
    .leftJoin('users as resolvers', 'resolvers.id', 'reports.resolverId')
    .leftJoinLateral(
      (others) =>
        others
          .selectFrom('reports as others')
          .whereRef('others.userId', '=', 'reports.userId')
          .where(sql<boolean>`others.tweet_id is not distinct from reports.tweet_id`)
          .select([
            sql<number>`(count(*) filter (where others.resolved_at is null))::int`.as('open'),
            sql<number>`count(*)::int`.as('total'),
          ])
          .as('counts'),
      (join) => join.onTrue(),
    )
    .select(['reports.id', 'reports.userId', 'reports.tweetId', 'reports.reason', 'reports.comment'])
    .select(['reports.content', 'reports.createdAt', 'reports.resolvedAt', 'reports.action', 'reports.note'])
    .select(['reports.reporterId', 'reporters.username as reporterName', 'users.username'])
    .select(['reports.resolverId', 'resolvers.username as resolverName', 'open', 'total']);
}

function countOpenByReason(db: Database, { userId, tweetId }: Pick<ReportRow, 'userId' | 'tweetId'>) {
  return db
    .selectFrom('reports')
    .select(['reason', sql<number>`count(*)::int`.as('reports')])
    .where('userId', '=', userId)
    .where('tweetId', 'is not distinct from', tweetId)
    .where('resolvedAt', 'is', null)
    .groupBy('reason')
    .orderBy('reports', 'desc')
    .orderBy('reason')
    .execute();
}

async function getModeratedTweet(db: Database, id: string): Promise<ModeratedTweet> {
  const [tweet, media] = await Promise.all([
    db
      .selectFrom('tweets')
      .select(['id', 'authorId', 'text', 'createdAt', 'editedAt', 'deletedAt'])
      .select(['replyToId', 'conversationId', 'quotedId'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('media')
      .select(mediaColumns)
      .where('tweetId', '=', id)
      .where('deletedAt', 'is', null)
      .orderBy('position')
      .execute(),
  ]);
  return {
    ...tweet,
    createdAt: tweet.createdAt.toISOString(),
    editedAt: tweet.editedAt?.toISOString() ?? null,
    deletedAt: tweet.deletedAt?.toISOString() ?? null,
    media: media.map(toMedia),
  };
}

type ReportRow = Awaited<ReturnType<typeof listReports>>[number];
