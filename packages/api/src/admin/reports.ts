import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import type { Addition } from '../moderation/report.ts';
import type { ReportedContent } from '../moderation/reported-content.ts';
import type { ReportReason } from '../moderation/schema.ts';
import { getModeratedTweet, toModeratedContent } from './moderated-tweets.ts';
import type { ListReportsInput, ModerationReport, ModerationReportDetail } from './schema.ts';
import { getModeratedUser } from './users.ts';

/** Open ones oldest first, resolved ones newest first. */
export async function listReports(
  ctx: Pick<QueryContext, 'db' | 'viewer'>,
  { status, userId, tweetId }: Pick<ListReportsInput, 'status' | 'userId' | 'tweetId'>,
  { last, limit }: Position,
): Promise<ReportRow[]> {
  const isOpen = status === 'open';
  const rows = await selectReports(ctx)
    .where('reports.resolvedAt', isOpen ? 'is' : 'is not', null)
    .$if(userId !== undefined, (query) => query.where('reports.userId', '=', userId ?? ''))
    .$if(tweetId !== undefined, (query) => query.where('reports.tweetId', '=', tweetId ?? ''))
    .$if(last !== undefined, (query) => query.where('reports.id', isOpen ? '>' : '<', last ?? ''))
    .orderBy('reports.id', isOpen ? 'asc' : 'desc')
    .limit(limit)
    .execute();
  return countReports(ctx.db, rows);
}

/** @throws AppError REPORT_NOT_FOUND */
export async function getReport(ctx: Pick<QueryContext, 'db' | 'viewer'>, id: string): Promise<ReportRow> {
  const rows = await selectReports(ctx).where('reports.id', '=', id).execute();
  const [report] = await countReports(ctx.db, rows);
  if (!report) throw new AppError('REPORT_NOT_FOUND');
  return report;
}

/** A report with what it is about, as it was and as it is, whoever may see it otherwise. @throws AppError REPORT_NOT_FOUND */
export async function getReportDetail(
  ctx: Pick<QueryContext, 'db' | 'viewer'>,
  id: string,
): Promise<ModerationReportDetail> {
  const { db } = ctx;
  const row = await getReport(ctx, id);
  const { userId, tweetId } = row;
  const [user, tweet, reasons, kept] = await Promise.all([
    getModeratedUser(db, userId),
    tweetId === null ? null : getModeratedTweet(db, tweetId),
    countOpenByReason(db, row),
    getEvidence(db, id),
  ]);
  return {
    ...toModerationReport(row),
    // `as`: the schema of reports lets no other reason in.
    openByReason: reasons.map(({ reason, reports }) => ({ reason: reason as ReportReason, reports })),
    asReported: toReportedContent(kept.content),
    additions: kept.additions.map(({ content, ...said }) => ({
      ...said,
      asReported: toReportedContent(content),
    })),
    now: { user, tweet },
  };
}

function toReportedContent({ tweet, user }: ReportedContent): ModerationReportDetail['asReported'] {
  return { user, tweet: tweet && toModeratedContent(tweet) };
}

/** What a report keeps of its subject, which may be long. */
async function getEvidence(db: Database, id: string): Promise<Evidence> {
  const row = await db
    .selectFrom('reports')
    .select(['content', 'additions'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row as unknown as Evidence; // `as`: fileReport writes nothing else into these columns.
}

export function toModerationReport(row: ReportRow): ModerationReport {
  const { id, userId, tweetId, reason, comment, createdAt, open, total } = row;
  return {
    ...{ id, tweetId, comment },
    reason: reason as ReportReason, // `as`: the schema of reports lets no other in.
    addedReasons: [...new Set(row.addedReasons)],
    reporter: { id: row.reporterId, username: row.reporterName },
    user: { id: userId, username: row.username },
    createdAt: createdAt.toISOString(),
    resolution: toResolution(row),
    reportsOfSubject: { open, total },
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

/**
 * Whether a moderator may know of a report or appeal: nobody of their own, and moderators nothing of their colleagues.
 * For a query of these joined with the `users` that they are about.
 */
export function isReadableBy(viewer: Viewer, table: 'reports' | 'appeals'): RawBuilder<boolean> {
  const ofOthers = sql<boolean>`${sql.ref(`${table}.user_id`)} <> ${viewer.id}`;
  return viewer.role === 'admin' ? ofOthers : sql`(${ofOthers} and users.role = 'user')`;
}

/** Whether a report is of the same tweet, or of the same account itself. */
export function isOfSubject({
  userId,
  tweetId,
}: {
  userId: string;
  tweetId: string | null;
}): RawBuilder<boolean> {
  return tweetId === null ? sql`(user_id = ${userId} and tweet_id is null)` : sql`tweet_id = ${tweetId}`;
}

function selectReports({ db, viewer }: Pick<QueryContext, 'db' | 'viewer'>) {
  return db
    .selectFrom('reports')
    .innerJoin('users as reporters', 'reporters.id', 'reports.reporterId')
    .innerJoin('users', 'users.id', 'reports.userId')
    .leftJoin('users as resolvers', 'resolvers.id', 'reports.resolverId')
    .select(['reports.id', 'reports.userId', 'reports.tweetId', 'reports.reason', 'reports.comment'])
    .select(['reports.createdAt', 'reports.resolvedAt', 'reports.action', 'reports.note'])
    .select(sql<ReportReason[]>`jsonb_path_query_array(reports.additions, '$[*].reason')`.as('addedReasons'))
    .select(['reports.reporterId', 'reporters.username as reporterName', 'users.username'])
    .select(['reports.resolverId', 'resolvers.username as resolverName'])
    .where(isReadableBy(viewer, 'reports'));
}

/** With how many reports there are of what each is about. */
async function countReports<Row extends { userId: string; tweetId: string | null }>(
  db: Database,
  rows: readonly Row[],
): Promise<(Row & { open: number; total: number })[]> {
  const tweetIds = rows.flatMap(({ tweetId }) => tweetId ?? []);
  const userIds = rows.filter(({ tweetId }) => tweetId === null).map(({ userId }) => userId);
  const counts = await db
    .selectFrom('reports')
    .select(['userId', 'tweetId'])
    .select(sql<number>`(count(*) filter (where resolved_at is null))::int`.as('open'))
    .select(sql<number>`count(*)::int`.as('total'))
    .where(
      sql<boolean>`(tweet_id = any(${tweetIds}::bigint[]) or (tweet_id is null and user_id = any(${userIds}::bigint[])))`,
    )
    .groupBy(['userId', 'tweetId'])
    .execute();
  const toKey = ({ userId, tweetId }: Pick<Row, 'userId' | 'tweetId'>) => tweetId ?? `user ${userId}`;
  const bySubject = new Map(counts.map((count) => [toKey(count), count]));
  return rows.map((row) => {
    const { open = 0, total = 0 } = bySubject.get(toKey(row)) ?? {};
    return { ...row, open, total };
  });
}

/** A report of several reasons counts for each of them. */
async function countOpenByReason(db: Database, report: Pick<ReportRow, 'userId' | 'tweetId'>) {
  const { rows } = await sql<{ reason: string; reports: number }>`
    select named.reason, count(distinct reports.id)::int as reports
    from reports, lateral (
      select reports.reason union select addition ->> 'reason' from jsonb_array_elements(additions) as addition
    ) as named (reason)
    where ${isOfSubject(report)} and resolved_at is null
    group by named.reason
    order by reports desc, named.reason`.execute(db);
  return rows;
}

interface Evidence {
  content: ReportedContent;
  additions: Addition[];
}

type ReportRow = Awaited<ReturnType<ReturnType<typeof selectReports>['execute']>>[number] & {
  /** Of the same subject. */
  open: number;
  total: number;
};
