import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, plainText } from '../core/plain-text.ts';
import { Media } from '../media/schema.ts';
import { ReportReason } from '../moderation/schema.ts';
import { AltTextOfMedia } from '../tweets/schema.ts';
import { Role, Username } from '../users/schema.ts';

const Timestamp = z.iso.datetime({ precision: 3 });
const Count = z.int().min(0).max(2_147_483_647);

/** What moderators write: why they act. */
export const Note = plainText(1000)
  .refine((text) => !isBlank(text), 'must not be blank')
  .meta({ example: 'Advertising' });
const Until = z.iso
  .datetime({ offset: true })
  .refine((until) => Date.parse(until) > Date.now(), 'must be in the future')
  .refine((until) => Date.parse(until) < Date.UTC(9999), 'must be before the year 9999')
  .overwrite((until) => new Date(until).toISOString())
  .describe('When the suspension ends by itself, in any offset from UTC; never, unless given.');

export const ModeratedUser = z
  .strictObject({
    id: Id,
    username: Username,
    displayName: z.string(),
    bio: z.string(),
    location: z.string(),
    website: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    bannerUrl: z.string().nullable(),
    verified: z.boolean(),
    verifiedName: z
      .string()
      .nullable()
      .describe(
        'The display name that was verified. While `displayName` is another, the badge rests; null: there is none.',
      ),
    private: z.boolean(),
    role: Role,
    createdAt: Timestamp,
    deletedAt: Timestamp.nullable(),
    deletionDueAt: Timestamp.nullable().describe(
      'Deactivated: its owner has deleted it, and can bring it back until then.',
    ),
    suspendedAt: Timestamp.nullable(),
    suspendedByAdmin: z.boolean().describe('Whether only admins may restore the account.'),
    suspendedUntil: Timestamp.nullable().describe('null: until a moderator restores the account.'),
    suspensionReason: z.string().nullable(),
  })
  .meta({
    id: 'ModeratedUser',
    description: 'An account as moderators see it, suspended and deleted ones too.',
  });
export type ModeratedUser = z.infer<typeof ModeratedUser>;

export const ModeratedUserPage = pageOf(ModeratedUser).meta({ id: 'ModeratedUserPage' });

export const Named = z.strictObject({ id: Id, username: Username }).meta({ id: 'NamedUser' });

const StaffMedia = z
  .array(Media)
  .describe('Their URLs need the access token of a moderator, and go on while what was deleted is kept.');

const ModeratedTweetContent = z
  .strictObject({
    text: z.string(),
    createdAt: Timestamp,
    editedAt: Timestamp.nullable(),
    media: StaffMedia,
    quoted: z.strictObject({ id: Id, author: Named, text: z.string(), media: StaffMedia }).nullable(),
    history: z
      .array(
        z.strictObject({
          text: z.string(),
          altTexts: z.array(AltTextOfMedia),
          createdAt: Timestamp,
          removedAt: Timestamp.nullable().describe(
            'When its author removed it from the history; it is kept for a time, and then gone.',
          ),
        }),
      )
      .describe('What it said before it was edited, latest first, 50 versions at most.'),
  })
  .meta({ id: 'ModeratedTweetContent' });
export type ModeratedTweetContent = z.infer<typeof ModeratedTweetContent>;

export const ModeratedTweet = z
  .strictObject({
    ...ModeratedTweetContent.shape,
    id: Id,
    authorId: Id,
    replyToId: Id.nullable(),
    conversationId: Id,
    quotedId: Id.nullable().describe('Also when it is detached.'),
    quoteDetached: z.boolean(),
    deletedAt: Timestamp.nullable().describe('What it said is kept for a time, and then empty.'),
    deletedBy: Named.nullable().describe('Its author, or the moderator who removed it.'),
    hiddenFromTrends: z.boolean(),
  })
  .meta({ id: 'ModeratedTweet', description: 'A tweet as moderators see it, whoever may see it otherwise.' });
export type ModeratedTweet = z.infer<typeof ModeratedTweet>;

export const ModeratedTweetPage = pageOf(ModeratedTweet).meta({ id: 'ModeratedTweetPage' });

const ResolveAction = z.enum(['dismiss', 'removeTweet', 'suspendUser']);

const moderationReportFields = {
  id: Id,
  reporter: Named,
  user: Named.describe('Whom the report is about; of a tweet, its author.'),
  tweetId: Id.nullable(),
  reason: ReportReason,
  comment: z.string().nullable(),
  addedReasons: z.array(ReportReason).describe('Named when the same reporter reported it again.'),
  createdAt: Timestamp,
  resolution: z
    .strictObject({
      action: ResolveAction,
      note: z.string().nullable(),
      resolver: Named,
      resolvedAt: Timestamp,
    })
    .nullable()
    .describe('null while the report is open.'),
  reportsOfSubject: z
    .strictObject({ open: Count, total: Count })
    .describe('How many there are of the same tweet, or of the same account itself.'),
};

export const ModerationReport = z.strictObject(moderationReportFields).meta({ id: 'ModerationReport' });
export type ModerationReport = z.infer<typeof ModerationReport>;

export const ModerationReportPage = pageOf(ModerationReport).meta({ id: 'ModerationReportPage' });

/** What was said when the report was made; stays when it is edited or deleted. */
const ReportedContent = z
  .strictObject({
    tweet: ModeratedTweetContent.nullable(),
    user: z.strictObject({
      username: Username,
      displayName: z.string(),
      bio: z.string(),
      location: z.string(),
      website: z.string().nullable(),
      avatarUrl: z.string().nullable(),
      bannerUrl: z.string().nullable(),
    }),
  })
  .meta({ id: 'ReportedContent' });

export const ModerationReportDetail = z
  .strictObject({
    ...moderationReportFields,
    openByReason: z.array(z.strictObject({ reason: ReportReason, reports: Count })),
    asReported: ReportedContent.describe('What there was when the report was made.'),
    additions: z
      .array(
        z.strictObject({
          reason: ReportReason,
          comment: z.string().nullable(),
          createdAt: Timestamp,
          asReported: ReportedContent,
        }),
      )
      .describe('What the reporter said later, while the report was open, and what there was then.'),
    now: z.strictObject({ user: ModeratedUser, tweet: ModeratedTweet.nullable() }),
  })
  .meta({ id: 'ModerationReportDetail' });
export type ModerationReportDetail = z.infer<typeof ModerationReportDetail>;

export const ListReportsInput = PageInput.extend({
  status: z
    .enum(['open', 'resolved'])
    .default('open')
    .describe('Open: oldest first. Resolved: newest first.'),
  userId: Id.optional().describe('Only reports of this user, and of what they wrote.'),
  tweetId: Id.optional().describe('Only reports of this tweet.'),
}).meta({ id: 'ListReportsInput' });
export type ListReportsInput = z.infer<typeof ListReportsInput>;

export const ReportInput = z.object({ id: Id }).meta({ id: 'ReportInput' });

export const ResolveReportInput = z
  .strictObject({
    id: Id,
    action: ResolveAction,
    note: Note.optional().describe('Why; of a suspension or removal its reason, which the account is told.'),
    until: Until.optional(),
  })
  .refine(({ action, until }) => until === undefined || action === 'suspendUser', {
    message: 'only a suspension has an end',
    path: ['until'],
  })
  .meta({ id: 'ResolveReportInput' });

export const ListModeratedUsersInput = PageInput.extend({
  name: plainText(50).min(1).optional().describe('A part of the username or display name.'),
  role: Role.optional(),
  status: z.enum(['active', 'suspended', 'deactivated', 'deleted']).optional(),
  badge: z
    .enum(['shown', 'resting'])
    .optional()
    .describe('Only verified accounts, or only those whose badge rests until their new name is reviewed.'),
}).meta({ id: 'ListModeratedUsersInput' });
export type ListModeratedUsersInput = z.infer<typeof ListModeratedUsersInput>;

export const ModeratedUserInput = z.object({ id: Id }).meta({ id: 'ModeratedUserInput' });
export const SuspendUserInput = z
  .strictObject({ id: Id, reason: Note, until: Until.optional() })
  .meta({ id: 'SuspendUserInput' });
export const SetRoleInput = z.strictObject({ id: Id, role: Role }).meta({ id: 'SetRoleInput' });
export const ModeratedTweetInput = z.object({ id: Id }).meta({ id: 'ModeratedTweetInput' });

export const ListModeratedTweetsInput = PageInput.extend({
  userId: Id.optional().describe('Only what this account wrote.'),
  conversationId: Id.optional().describe('Only what belongs to this conversation.'),
  text: plainText(280).min(1).optional().describe('A part of what they say now.'),
})
  .refine(({ userId, conversationId }) => userId !== undefined || conversationId !== undefined, {
    message: 'give userId or conversationId',
    path: ['userId'],
  })
  .meta({ id: 'ListModeratedTweetsInput', example: { userId: '381273481273481273' } });
export type ListModeratedTweetsInput = z.infer<typeof ListModeratedTweetsInput>;

export const RemoveTweetInput = z
  .strictObject({ id: Id, reason: Note.describe('Its author is told.') })
  .meta({ id: 'RemoveTweetInput' });

export const Action = z
  .enum([
    ...(['report.read', 'tweet.read', 'tweet.list', 'user.read', 'user.list'] as const),
    ...(['report.resolve', 'tweet.remove', 'user.suspend', 'user.restore'] as const),
    ...(['tweet.restore', 'appeal.resolve'] as const),
    ...(['hashtag.hide', 'hashtag.show', 'tweet.hideFromTrends', 'tweet.showInTrends'] as const),
    ...(['user.verify', 'user.unverify', 'user.setRole', 'user.createAdmin', 'job.retry'] as const),
  ])
  .meta({ id: 'AuditAction' });
export type Action = z.infer<typeof Action>;

const SubjectType = z
  .enum(['user', 'tweet', 'report', 'appeal', 'hashtag', 'job'])
  .meta({ id: 'AuditSubjectType' });
export type SubjectType = z.infer<typeof SubjectType>;

const AuditEntry = z
  .strictObject({
    id: Id,
    actor: Named.nullable().describe('null: the host, or the clock.'),
    action: Action,
    subject: z.strictObject({ type: SubjectType, id: Id }),
    details: z.record(z.string(), z.unknown()),
    ipAddress: z.string().nullable(),
    requestId: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = pageOf(AuditEntry).meta({ id: 'AuditPage' });

export const ListAuditInput = PageInput.extend({
  actorId: Id.optional(),
  subjectType: SubjectType.optional(),
  subjectId: Id.optional(),
  action: Action.optional(),
}).meta({ id: 'ListAuditInput' });
export type ListAuditInput = z.infer<typeof ListAuditInput>;
