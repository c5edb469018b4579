import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { WriteContext } from '../core/trpc.ts';
import { lockOriginal } from '../tweets/original.ts';
import { lockUser, type UserView, userViews } from '../users/queries.ts';
import { assertTweetVisible } from '../visibility/visibility.ts';
import type { Report, ReportReason } from './schema.ts';

/** What a report keeps of its subject, for moderators to see after an edit or deletion. */
export interface ReportedContent {
  tweet: { text: string } | null;
  user: Pick<
    UserView,
    'username' | 'displayName' | 'bio' | 'location' | 'website' | 'avatarUrl' | 'bannerUrl'
  >;
}

/**
 * Files a report, or finds the reporter's own that is still open.
 * @throws AppError TWEET_NOT_FOUND, USER_NOT_FOUND or CANNOT_REPORT_SELF
 */
export async function fileReport(
  ctx: WriteContext,
  { tweetId, userId, reason, comment }: ReportRequest,
): Promise<Report> {
  const subject = tweetId === undefined ? await holdUser(ctx, userId) : await holdTweet(ctx, tweetId);
  const { user, tweet } = subject;
  if (user.id === ctx.viewer.id) throw new AppError('CANNOT_REPORT_SELF');
  const row = await ctx.trx
    .insertInto('reports')
    .values({
      reporterId: ctx.viewer.id,
      userId: user.id,
      tweetId: tweet?.id ?? null,
      reason,
      comment: comment ?? null,
      content: JSON.stringify(toContent(subject)),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['reporterId', 'userId', 'tweetId'])
        .where('resolvedAt', 'is', null)
        // Changes nothing, but answers with the row, and waits for whoever resolves it.
        .doUpdateSet({ reason: sql`reports.reason` }),
    )
    .returning(['id', 'userId', 'tweetId', 'reason', 'comment', 'createdAt'])
    .executeTakeFirstOrThrow();
  // `as`: the input's schema lets no other reason in.
  return { ...row, reason: row.reason as ReportReason, createdAt: row.createdAt.toISOString() };
}

async function holdUser(ctx: WriteContext, userId: string | undefined): Promise<Subject> {
  if (userId === undefined) throw new AppError('USER_NOT_FOUND');
  await lockUser(ctx.trx, userId);
  const user = await ctx.views.of(userViews).get(userId);
  if (!user) throw new AppError('USER_NOT_FOUND');
  return { user, tweet: undefined };
}

/** Held against removal: a report is made before it, and resolved with it, or not at all. */
async function holdTweet(ctx: WriteContext, tweetId: string): Promise<Subject> {
  const tweet = await lockOriginal(ctx, tweetId);
  return { user: await assertTweetVisible(ctx, tweet), tweet };
}

function toContent({ user, tweet }: Subject): ReportedContent {
  const { username, displayName, bio, location, website, avatarUrl, bannerUrl } = user;
  return {
    tweet: tweet ? { text: tweet.text } : null,
    user: { username, displayName, bio, location, website, avatarUrl, bannerUrl },
  };
}

interface Subject {
  user: UserView;
  tweet: { id: string; text: string } | undefined;
}

interface ReportRequest {
  tweetId?: string | undefined;
  userId?: string | undefined;
  reason: ReportReason;
  comment?: string | undefined;
}
