import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { lockUser } from '../users/queries.ts';
import { type ReportedContent, readReportedContent } from './reported-content.ts';
import type { Report, ReportReason } from './schema.ts';

/** A reporter adds new words to an open report so often, and as often the same words of what has changed. */
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
        // Answers with the row though nothing is added, and waits for whoever resolves it.
        .doUpdateSet({ additions: additionsWith(new Date().toISOString()) }),
    )
    .returning(['id', 'userId', 'tweetId', 'reason', 'comment', 'createdAt', addedWords])
    .executeTakeFirstOrThrow();
  return {
    ...row,
    reason: row.reason as ReportReason, // `as`: the schema of reports lets no other in.
    createdAt: row.createdAt.toISOString(),
    additions: pickNewWords(row),
  };
}

/** What is added of the same words tells that the subject has changed, which a reporter may not know: of such it is left out. */
function pickNewWords(report: Pick<Report, 'additions'> & Words): Report['additions'] {
  const toKey = ({ reason, comment }: Words) => JSON.stringify([reason, comment]);
  const additions = Map.groupBy(report.additions, toKey);
  additions.delete(toKey(report));
  return [...additions.values()].flatMap(([first]) => first ?? []);
}

/** For what an `on conflict` updates. */
const said = sql`(
  select reports.reason, reports.comment, reports.content
  union all
  select reason, comment, content from jsonb_to_recordset(reports.additions) as addition (reason text, comment text, content jsonb)
)`;

/**
 * No more than the bound allows, and not what was said before of just this content: a repeated request, perhaps.
 * Whether new words are taken does not depend on how often the same ones were, which the reporter is not told.
 */
function additionsWith(createdAt: string): RawBuilder<string> {
  return sql`case when (
    select case when bool_or(is_repeated)
      then bool_or(is_repeated and content = excluded.content) or count(*) - count(distinct words) >= ${maxAdditions}
      else count(distinct words) > ${maxAdditions} end
    from ${said} as said, lateral (
      select jsonb_build_array(reason, comment), reason = excluded.reason and comment is not distinct from excluded.comment
    ) as compared (words, is_repeated)
  ) then reports.additions else reports.additions || jsonb_build_object(
    'reason', excluded.reason, 'comment', excluded.comment, 'content', excluded.content, 'createdAt', ${createdAt}::text
  ) end`;
}

/** What was added, without the content, which may be long. */
const addedWords = sql<Omit<Addition, 'content'>[]>`(
  select coalesce(jsonb_agg(addition - 'content' order by number), '[]')
  from jsonb_array_elements(reports.additions) with ordinality as added (addition, number)
)`.as('additions');

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

interface Words {
  reason: string;
  comment: string | null;
}

interface ReportRequest {
  tweetId?: string | undefined;
  userId?: string | undefined;
  reason: ReportReason;
  comment?: string | null | undefined;
}
