import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import {
  bareUsername,
  isBlank,
  isEmptyOrVisible,
  lineOfText,
  mustNotBeBlank,
  plainCharacters,
  trimSpaces,
  WebUrl,
} from '../core/plain-text.ts';
import { LastEventId } from '../live/position.ts';
import { CheckpointEvent } from '../live/schema.ts';

const Timestamp = z.iso.datetime({ precision: 3 });
const Count = z.int().min(0).max(2_147_483_647);

const username = /^[A-Za-z0-9_]{1,20}$/;
const mustBeUsername = 'must be 1 to 20 of the letters A to Z, digits and underscore';

export const Username = z
  .string()
  .max(100, { error: mustBeUsername, abort: true })
  .overwrite(trimSpaces)
  .regex(username, mustBeUsername)
  .meta({ id: 'Username', example: 'ada_lovelace' });

export const Role = z.enum(['user', 'moderator', 'admin']).meta({ id: 'Role' });

const PictureUrl = z.string().nullable();

/** What stands beside a tweet: who wrote it. */
export const UserSummary = z
  .strictObject({
    id: Id,
    username: Username,
    displayName: z.string(),
    avatarUrl: PictureUrl.describe('At most 400 pixels wide and high.'),
    verified: z.boolean(),
    private: z.boolean().describe('Whether only accepted followers see the tweets.'),
  })
  .meta({ id: 'UserSummary' });
export type UserSummary = z.infer<typeof UserSummary>;

const UserViewer = z
  .strictObject({
    following: z.boolean(),
    followedBy: z.boolean(),
    requested: z.boolean().describe('Whether a follow request of the viewer waits for an answer.'),
    blocking: z.boolean(),
    muting: z.boolean(),
  })
  .meta({ id: 'UserViewer' });

export const User = UserSummary.extend({
  bio: z.string(),
  location: z.string(),
  website: z.string().nullable(),
  bannerUrl: PictureUrl.describe('At most 1,024 pixels wide and high.'),
  role: Role,
  createdAt: Timestamp,
  tweetCount: Count,
  followerCount: Count,
  followingCount: Count,
  noIndex: z.boolean().describe('Whether search engines are asked to leave the profile and its tweets out.'),
  email: z.string().optional().describe('Only in the answer to its owner.'),
  suspended: z
    .literal(true)
    .optional()
    .describe('Only of a suspended account, whose profile is withheld: all but its name is empty.'),
  viewer: UserViewer.describe('How the signed-in viewer stands to this user.'),
}).meta({ id: 'User' });
export type User = z.infer<typeof User>;

export const UserPage = pageOf(User).meta({ id: 'UserPage' });

export const GetUserInput = z.object({ id: Id }).meta({ id: 'GetUserInput' });
export const GetUserByUsernameInput = z
  .object({
    username: z
      .string()
      .max(100, { error: mustBeUsername, abort: true })
      .overwrite(bareUsername)
      .regex(username, mustBeUsername)
      .meta({ example: 'ada_lovelace', description: 'With or without its @.' }),
  })
  .meta({ id: 'GetUserByUsernameInput' });
export const ListUsersInput = PageInput;
export const ListOfUserInput = PageInput.extend({ id: Id }).meta({ id: 'ListOfUserInput' });
export const ListTweetsOfUserInput = ListOfUserInput.extend({
  only: z
    .enum(['tweets', 'replies'])
    .optional()
    .describe('`replies`: what answers a tweet. `tweets`: all else, with retweets. Both unless it is given.'),
}).meta({ id: 'ListTweetsOfUserInput' });
export type ListTweetsOfUserInput = z.infer<typeof ListTweetsOfUserInput>;

/** Check marks, alone or in a box or a circle, with which a name could pass for one with the badge. */
const checkMark = /[\u2713\u2714\u2705\u2611\u237b\u{1f5f8}\u{1f5f9}\u{1fbb1}\u{10102}]/u;

export const DisplayName = lineOfText(50)
  .refine((name) => !isBlank(name), mustNotBeBlank)
  .refine((name) => !checkMark.test(name), 'must not hold a check mark: those stand for verified accounts')
  .meta({ description: 'One line, up to 50 characters.' });

/** A form that was emptied sends nothing. */
const ClearableUrl = WebUrl.or(z.literal('').transform(() => null))
  .nullable()
  .describe('null or an empty text takes it away.');

const PictureId = Id.nullable().describe(
  'An upload of yours that is a picture, ready, and shown nowhere else. What was shown before is deleted; null takes it away.',
);

export const UpdateUserInput = z
  .strictObject({
    id: Id,
    displayName: DisplayName.optional(),
    bio: plainCharacters(160).refine(isEmptyOrVisible, mustNotBeBlank).optional(),
    location: lineOfText(50).refine(isEmptyOrVisible, mustNotBeBlank).optional(),
    website: ClearableUrl.optional(),
    avatarMediaId: PictureId.optional(),
    bannerMediaId: PictureId.optional(),
    private: z
      .boolean()
      .optional()
      .describe('true: followers must be accepted. false: everyone who asked follows.'),
    noIndex: z
      .boolean()
      .optional()
      .describe('true: search engines are asked to leave the profile and its tweets out.'),
  })
  .meta({ id: 'UpdateUserInput', example: { displayName: 'Ada Lovelace' } });
export type UpdateUserInput = z.infer<typeof UpdateUserInput>;

const UserChangedEvent = z
  .strictObject({ type: z.literal('changed'), user: User })
  .meta({ id: 'UserChangedEvent', description: 'How a user stands now.' });

const UserGoneEvent = z
  .strictObject({ type: z.literal('gone'), userId: Id })
  .meta({ id: 'UserGoneEvent', description: 'A user who is not there: never was, deleted or suspended.' });

export const UserChangeEvent = z
  .union([CheckpointEvent, UserChangedEvent, UserGoneEvent])
  .meta({ id: 'UserChangeEvent' });

export const OnUserChangesInput = z
  .object({
    ids: z.array(Id).min(1).max(100).describe('Those that are on the screen.'),
    lastEventId: LastEventId,
  })
  .meta({ id: 'OnUserChangesInput' });

export const OnUserTweetsInput = z
  .object({ id: Id, lastEventId: LastEventId })
  .meta({ id: 'OnUserTweetsInput' });
