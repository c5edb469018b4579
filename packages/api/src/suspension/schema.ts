import { z } from 'zod';
import { LoginInput } from '../auth/schema.ts';
import { Id } from '../core/ids.ts';
import { PageInput } from '../core/pagination.ts';
import { Appeal, AppealText } from '../moderation/schema.ts';
import { Username } from '../users/schema.ts';

const Timestamp = z.iso.datetime({ precision: 3 });

export const SuspendedInput = LoginInput;

export const Suspension = z
  .strictObject({
    suspendedAt: Timestamp,
    until: Timestamp.nullable().describe('null: until a moderator restores the account.'),
    reason: z.string().nullable(),
    appeal: Appeal.nullable().describe('null: `suspension.appeal` takes one.'),
  })
  .meta({
    id: 'Suspension',
    description: 'Why an account is suspended, until when, and what became of an appeal.',
  });
export type Suspension = z.infer<typeof Suspension>;

export const AppealSuspensionInput = LoginInput.safeExtend({ text: AppealText }).meta({
  id: 'AppealSuspensionInput',
  example: { username: 'ada_lovelace' },
});

export const exportParts = [
  'tweets',
  'likes',
  'bookmarks',
  'following',
  'followers',
  'blocks',
  'mutes',
] as const;
export type ExportPart = (typeof exportParts)[number];

export const ExportInput = LoginInput.safeExtend({
  ...PageInput.shape,
  part: z.enum(exportParts).default('tweets').describe('What the page is of, latest first.'),
}).meta({ id: 'ExportInput', example: { username: 'ada_lovelace', part: 'likes' } });

const Account = z
  .strictObject({
    id: Id,
    username: Username,
    email: z.string().nullable(),
    displayName: z.string(),
    bio: z.string(),
    location: z.string(),
    website: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    bannerUrl: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ExportedAccount' });

const ExportedTweet = z
  .strictObject({
    text: z.string(),
    editedAt: Timestamp.nullable(),
    replyToId: Id.nullable(),
    quotedId: Id.nullable(),
    quoteDetached: z.boolean(),
    retweetOfId: Id.nullable(),
    media: z.array(
      z.strictObject({
        id: Id,
        altText: z.string().nullable(),
        url: z.string().nullable().describe('Relative to the address of the server; good for an hour.'),
      }),
    ),
  })
  .meta({ id: 'ExportedTweet' });

const ExportedItem = z
  .strictObject({
    id: Id.describe('Of the tweet, or of the user.'),
    createdAt: Timestamp.describe('When it was written, liked, followed …'),
    tweet: ExportedTweet.nullable().describe('Of tweets: what you wrote.'),
  })
  .meta({ id: 'ExportedItem' });
export type ExportedItem = z.infer<typeof ExportedItem>;

export const AccountExport = z
  .strictObject({ account: Account, items: z.array(ExportedItem), nextCursor: z.string().nullable() })
  .meta({ id: 'AccountExport', description: 'The profile, and a page of one part of what belongs to it.' });
export type AccountExport = z.infer<typeof AccountExport>;
