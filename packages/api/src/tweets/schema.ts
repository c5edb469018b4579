import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, mustNotBeBlank, plainText } from '../core/plain-text.ts';
import { LastEventId } from '../live/position.ts';
import { CheckpointEvent, GapEvent } from '../live/schema.ts';
import { Media, MediaIds } from '../media/schema.ts';
import { UserSummary } from '../users/schema.ts';
import { maxTextUnits } from './text.ts';

const Timestamp = z.iso.datetime({ precision: 3 });
const Count = z.int().min(0).max(2_147_483_647);
const Offset = z.int().min(0).max(maxTextUnits).describe('In Unicode code points.');
const span = { start: Offset, end: Offset };

export const Entities = z
  .strictObject({
    hashtags: z.array(z.strictObject({ text: z.string(), ...span })),
    mentions: z.array(
      z.strictObject({
        username: z.string(),
        id: Id.nullable().describe('null: nobody has that name.'),
        ...span,
      }),
    ),
    urls: z.array(z.strictObject({ url: z.string(), ...span })),
  })
  .meta({ id: 'Entities', description: 'What twitter-text finds in the text; end is exclusive.' });
export type Entities = z.infer<typeof Entities>;

export const TweetPolicy = z.enum(['everyone', 'followers', 'mentioned', 'nobody']).meta({
  id: 'TweetPolicy',
  description:
    '`followers`: those who follow the author, and whom the tweet mentions; `mentioned`: whom it mentions, as it reads now; `nobody`: nobody else. The author always may.',
});
export type TweetPolicy = z.infer<typeof TweetPolicy>;

const TweetCounts = z
  .strictObject({
    ...{ replies: Count, retweets: Count, quotes: Count },
    ...{ likes: Count, bookmarks: Count, views: Count },
  })
  .meta({ id: 'TweetCounts' });

const TweetViewer = z
  .strictObject({
    liked: z.boolean(),
    likedVersion: z
      .int()
      .min(1)
      .nullable()
      .describe(
        'What it said when it was liked: a `version` of its history, or its own; null when it is not.',
      ),
    retweeted: z.boolean(),
    bookmarked: z.boolean(),
    canReply: z.boolean().describe('Whether the `replyPolicy` of its conversation lets the viewer answer.'),
    canQuote: z
      .boolean()
      .describe('Whether its `quotePolicy`, and the privacy of its author, let the viewer quote it.'),
  })
  .meta({ id: 'TweetViewer' });

const tweetFields = {
  id: Id,
  text: z.string(),
  createdAt: Timestamp,
  editedAt: Timestamp.nullable(),
  version: z.int().min(1).describe('1, and one more with each edit; those before are in its history.'),
  author: UserSummary,
  replyToId: Id.nullable(),
  conversationId: Id.describe('The id of the tweet that started the conversation.'),
  quotedId: Id.nullable().describe('The tweet that this one quotes, whether or not the viewer may see it.'),
  quoteDetached: z
    .boolean()
    .describe(
      'Whether it quoted a tweet whose author has detached it, or blocked its author: then `quotedId` is null, for everybody and for good.',
    ),
  replyPolicy: TweetPolicy.nullable().describe(
    'Who may answer in the conversation that it started; null for a reply, which goes by the tweet that started its conversation.',
  ),
  quotePolicy: TweetPolicy.describe('Who may quote it. Whoever may share it may retweet it.'),
  entities: Entities,
  media: z.array(Media).describe('What the tweet shows; some of it may still be processing.'),
  counts: TweetCounts,
  viewer: TweetViewer.describe('What the signed-in viewer has done with this tweet, and may do.'),
};

export const QuotedTweet = z
  .strictObject(tweetFields)
  .meta({ id: 'QuotedTweet', description: 'A tweet as it stands within another that quotes it.' });
export type QuotedTweet = z.infer<typeof QuotedTweet>;

const quoted = QuotedTweet.nullable().describe(
  'The tweet that this one quotes; null when it quotes none or is detached, or when that one is gone or the viewer may not see it.',
);

const RetweetedTweet = z
  .strictObject({ ...tweetFields, quoted })
  .meta({ id: 'RetweetedTweet', description: 'A tweet as it stands within its retweet.' });
export type RetweetedTweet = z.infer<typeof RetweetedTweet>;

export const Tweet = z
  .strictObject({
    ...tweetFields,
    quoted,
    retweetOf: RetweetedTweet.nullable().describe(
      'The tweet that this one repeats; then this one has no text, and what is done with it is done with that tweet.',
    ),
  })
  .meta({ id: 'Tweet' });
export type Tweet = z.infer<typeof Tweet>;

export const TweetEvent = z
  .strictObject({ type: z.literal('tweet'), tweet: Tweet })
  .meta({ id: 'TweetEvent', description: 'A tweet that was added.' });

export const TweetPage = pageOf(Tweet).meta({ id: 'TweetPage' });

export const ConversationPage = pageOf(Tweet)
  .extend({
    leftOut: z
      .strictObject({ muted: Count })
      .describe('Tweets that this page would have, and why it does not: `includeMuted` shows them.'),
  })
  .meta({ id: 'ConversationPage' });
export type ConversationPage = z.infer<typeof ConversationPage>;

export const AltTextOfMedia = z
  .strictObject({ mediaId: Id, altText: z.string().nullable() })
  .meta({ id: 'AltTextOfMedia' });

export const TweetVersion = z
  .strictObject({
    version: z.int().min(1),
    text: z.string(),
    entities: Entities,
    altTexts: z.array(AltTextOfMedia).describe('How what it showed was described, in its order.'),
    createdAt: Timestamp,
  })
  .meta({ id: 'TweetVersion' });
export type TweetVersion = z.infer<typeof TweetVersion>;

export const TweetVersionPage = pageOf(TweetVersion).meta({ id: 'TweetVersionPage' });

const textLength = 'Up to 280 by weighted length: CJK and emoji count 2, a URL 23.';
const TweetText = plainText(maxTextUnits).meta({
  description: `${textLength} Blank only beside media.`,
  example: 'Hello, #dunlin!',
});
export const ofConversation = 'is for the tweet that starts a conversation, not for a reply';

export const CreateTweetInput = z
  .strictObject({
    text: TweetText,
    replyToId: Id.optional().describe('The tweet to answer.'),
    quotedId: Id.optional().describe('The tweet to quote.'),
    mediaIds: MediaIds.optional(),
    replyPolicy: TweetPolicy.optional().describe(
      'Who may answer in the conversation that it starts; everyone by default, and never with `replyToId`.',
    ),
    quotePolicy: TweetPolicy.optional().describe('Who may quote it; everyone by default.'),
  })
  .refine(({ replyToId, replyPolicy }) => replyToId === undefined || replyPolicy === undefined, {
    path: ['replyPolicy'],
    message: ofConversation,
  })
  .refine(({ text, mediaIds = [] }) => mediaIds.length > 0 || !isBlank(text), {
    path: ['text'],
    message: mustNotBeBlank,
  })
  .meta({ id: 'CreateTweetInput' });
export const UpdateTweetInput = z
  .strictObject({
    id: Id,
    text: TweetText.optional(),
    replyPolicy: TweetPolicy.optional().describe('Not of a reply. What has been answered stays.'),
    quotePolicy: TweetPolicy.optional().describe('Quotes that there are stay.'),
  })
  .meta({ id: 'UpdateTweetInput', example: { text: 'Hello again, #dunlin!' } });
export const TweetInput = z.object({ id: Id }).meta({ id: 'TweetInput' });
export const TweetVersionInput = TweetInput.extend({
  version: z.int().min(1).max(2_147_483_647).describe('A `version` of its history.'),
}).meta({ id: 'TweetVersionInput' });
export const QuoteInput = TweetInput.extend({ quoteId: Id.describe('The tweet that quotes it.') }).meta({
  id: 'QuoteInput',
});
export const ListOfTweetInput = PageInput.extend({ id: Id }).meta({ id: 'ListOfTweetInput' });
export const ConversationInput = ListOfTweetInput.extend({
  includeMuted: z
    .boolean()
    .default(false)
    .describe(
      'Whether tweets of users whom you mute are in it. Those of the author of the tweet always are.',
    ),
}).meta({ id: 'ConversationInput' });

export const ThreadEvent = z.union([CheckpointEvent, GapEvent, TweetEvent]).meta({ id: 'ThreadEvent' });

export const UserTweetsEvent = z
  .union([CheckpointEvent, GapEvent, TweetEvent])
  .meta({ id: 'UserTweetsEvent' });

export const OnThreadInput = z
  .object({
    id: Id.describe('Any tweet of the conversation.'),
    lastEventId: LastEventId,
  })
  .meta({ id: 'OnThreadInput' });

const TweetChangedEvent = z
  .strictObject({ type: z.literal('changed'), tweet: Tweet })
  .meta({ id: 'TweetChangedEvent', description: 'How a tweet stands now.' });

const TweetGoneEvent = z
  .strictObject({ type: z.literal('gone'), tweetId: Id })
  .meta({ id: 'TweetGoneEvent', description: 'A tweet that is not there, or that you may not see.' });

export const TweetChangeEvent = z
  .union([CheckpointEvent, TweetChangedEvent, TweetGoneEvent])
  .meta({ id: 'TweetChangeEvent' });

export const OnTweetChangesInput = z
  .object({
    ids: z.array(Id).min(1).max(100).describe('Those that are on the screen.'),
    lastEventId: LastEventId,
  })
  .meta({ id: 'OnTweetChangesInput' });
