import { isDeepStrictEqual } from 'node:util';
import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { lockUser } from '../users/queries.ts';
import { type ReportedContent, readReportedContent } from './reported-content.ts';
import type { Report, ReportReason } from './schema.ts';

/** A reporter adds to an open report so often. */
const maxAdditions = 20;

/** What a reporter said when reporting again, and what there was then. */
export interface Addition {
  reason: ReportReason;
  comment: string | null;
  createdAt: string;
  content: ReportedContent;
}

/**
 * Files a report, or adds what is new to the reporter's own that is still open.
 * @throws AppError TWEET_NOT_FOUND, USER_NOT_FOUND or CANNOT_REPORT_SELF
 */
export async function fileReport(
  ctx: WriteContext,
  { tweetId, userId, reason, comment = null }: ReportRequest,
): Promise<Report> {
  const subject = tweetId === undefined ? await holdUser(ctx, userId) : await holdTweet(ctx, tweetId);
  if (subject.userId === ctx.viewer.id) throw new AppError('CANNOT_REPORT_SELF');
  const content = await readReportedContent(ctx.trx, subject);
  const row = await ctx.trx
    .insertInto('reports')
    .values({
      ...{ ...subject, reporterId: ctx.viewer.id, reason, comment },
      content: JSON.stringify(content),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['reporterId', 'userId', 'tweetId'])
        .where('resolvedAt', 'is', null)
        // Changes nothing, but answers with the row, and waits for whoever resolves it.
        .doUpdateSet({ reason: sql`reports.reason` }),
    )
    .returning(['id', 'userId', 'tweetId', 'reason', 'comment', 'createdAt', 'content', 'additions'])
    .executeTakeFirstOrThrow();
  // `as`: nothing else is written into these columns.
  const [first, earlier] = [row as unknown as Said, row.additions as unknown as Addition[]];
  const said = { reason, comment, content };
  const additions = isSaid(said, [first, ...earlier]) ? earlier : await addTo(ctx, row.id, said);
  return {
    ...{ id: row.id, userId: row.userId, tweetId: row.tweetId, reason: first.reason, comment: first.comment },
    createdAt: row.createdAt.toISOString(),
    additions: additions.map(({ content: _, ...addition }) => addition),
  };
}

/** @returns all that was added to the report; no more is taken than the bound allows. */
async function addTo({ trx }: WriteContext, reportId: string, said: Said): Promise<Addition[]> {
  const addition = { ...said, createdAt: new Date().toISOString() } satisfies Addition;
  const { additions } = await trx
    .updateTable('reports')
    .set({
      additions: sql`case when jsonb_array_length(additions) < ${maxAdditions}
        then additions || ${JSON.stringify(addition)}::jsonb else additions end`,
    })
    .where('id', '=', reportId)
    .returning('additions')
    .executeTakeFirstOrThrow();
  return additions as unknown as Addition[]; // `as`: nothing else is written into the column.
}

/** Whether the reporter has said just this of just this content before: a repeated request, perhaps. */
function isSaid({ reason, comment, content }: Said, before: readonly Said[]): boolean {
  return before.some((one) =>
    isDeepStrictEqual([one.reason, one.comment, one.content], [reason, comment, content]),
  );
}

async function holdUser({ trx }: WriteContext, userId: string | undefined): Promise<Subject> {
  if (userId === undefined) throw new AppError('USER_NOT_FOUND');
  await lockUser(trx, userId);
  return { userId, tweetId: null };
}

/**
 * Holds a tweet, whoever may see it now: who was shown it can report it after a block, when its author has turned private, and
 * for a time when the author has deleted it. Held against removal: a report is made before it, and resolved with it, or not at all.
 */
async function holdTweet(ctx: WriteContext, id: string): Promise<Subject> {
  const days = ctx.settings.reportableDeletedDays;
  const tweet = await ctx.trx
    .selectFrom('tweets')
    .select(['id', 'authorId', 'retweetOfId'])
    .where('id', '=', id)
    .where(
      sql<boolean>`(deleted_at is null
        or (deleted_by = author_id and deleted_at > now() - make_interval(days => ${days}::int)))`,
    )
    .forShare()
    .executeTakeFirst();
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  if (tweet.retweetOfId !== null) return holdTweet(ctx, tweet.retweetOfId);
  return { userId: tweet.authorId, tweetId: tweet.id };
}

export interface Subject {
  userId: string;
  tweetId: string | null;
}

type Said = Pick<Addition, 'reason' | 'comment' | 'content'>;

interface ReportRequest {
  tweetId?: string | undefined;
  userId?: string | undefined;
  reason: ReportReason;
  comment?: string | null | undefined;
}
