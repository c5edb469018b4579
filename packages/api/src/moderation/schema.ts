import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, plainText } from '../core/plain-text.ts';

const Timestamp = z.iso.datetime({ precision: 3 });

export const OtherUserInput = z.object({ id: Id.describe('The other user.') }).meta({ id: 'OtherUserInput' });
export const ListBoundariesInput = PageInput;

export const ReportReason = z
  .enum([
    ...(['spam', 'harassment', 'hate', 'violence', 'self-harm'] as const),
    ...(['sexual', 'illegal', 'impersonation', 'other'] as const),
  ])
  .meta({ id: 'ReportReason' });
export type ReportReason = z.infer<typeof ReportReason>;

export const CreateReportInput = z
  .strictObject({
    tweetId: Id.optional().describe('The tweet to report; of a retweet, the tweet that it repeats.'),
    userId: Id.optional().describe('The account to report.'),
    reason: ReportReason,
    comment: plainText(1000).optional().describe('What moderators should know.'),
  })
  .refine(({ tweetId, userId }) => (tweetId === undefined) !== (userId === undefined), {
    message: 'give either tweetId or userId',
    path: ['tweetId'],
  })
  .meta({ id: 'CreateReportInput', example: { tweetId: '381273481273481273' } });

export const AppealText = plainText(2000)
  .refine((text) => !isBlank(text), 'must not be blank')
  .meta({ description: 'Why what was decided should be taken back.', example: 'That was a quotation.' });

export const CreateAppealInput = z
  .strictObject({
    tweetId: Id.describe('Your tweet that a moderator removed.'),
    text: AppealText,
  })
  .meta({ id: 'CreateAppealInput' });

export const Appeal = z
  .strictObject({
    id: Id,
    tweetId: Id.nullable().describe('The removed tweet; null: the suspension of the account.'),
    text: z.string(),
    createdAt: Timestamp,
    resolution: z
      .strictObject({ granted: z.boolean(), note: z.string().nullable(), resolvedAt: Timestamp })
      .nullable()
      .describe('null until a moderator has decided.'),
  })
  .meta({ id: 'Appeal' });
export type Appeal = z.infer<typeof Appeal>;

export const RemovedTweet = z
  .strictObject({
    id: Id,
    text: z.string(),
    createdAt: Timestamp,
    removedAt: Timestamp,
    reason: z.string().describe('What the moderator gave as the reason.'),
    appealUntil: Timestamp.describe('Until then `moderation.appeal` takes an appeal, once.'),
    appeal: Appeal.nullable(),
  })
  .meta({
    id: 'RemovedTweet',
    description: 'A tweet of yours that a moderator removed: what, why, and until when to appeal.',
  });
export type RemovedTweet = z.infer<typeof RemovedTweet>;

export const RemovedTweetPage = pageOf(RemovedTweet).meta({ id: 'RemovedTweetPage' });
export const ListRemovedTweetsInput = PageInput;

export const Report = z
  .strictObject({
    id: Id,
    userId: Id.describe('Whom the report is about; of a tweet, its author.'),
    tweetId: Id.nullable(),
    reason: ReportReason,
    comment: z.string().nullable(),
    createdAt: Timestamp,
    additions: z
      .array(z.strictObject({ reason: ReportReason, comment: z.string().nullable(), createdAt: Timestamp }))
      .describe('What else you said when you reported it again while the report was open.'),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
