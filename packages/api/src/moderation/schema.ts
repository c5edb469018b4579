import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput } from '../core/pagination.ts';
import { plainText } from '../core/plain-text.ts';

const Timestamp = z.iso.datetime({ precision: 3 });

export const OtherUserInput = z.object({ id: Id.describe('The other user.') });
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
  });

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
      .describe('What you said when you reported it again while the report was open.'),
  })
  .meta({ id: 'Report' });
export type Report = z.infer<typeof Report>;
