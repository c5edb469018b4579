import type { CreateTweetInput, QuotedTweet, Tweet, User } from '@dunlin/sdk';
import { provisionalPrefix } from '../live/compare-ids.ts';

/** A tweet as it is shown until the server has it. */
export function createProvisionalTweet(
  key: string,
  { text, replyToId, quotedId, ...input }: CreateTweetInput,
  {
    author,
    repliedTo,
    quoted,
  }: { author: User; repliedTo?: QuotedTweet | undefined; quoted?: QuotedTweet | undefined },
): Tweet {
  const { id, username, displayName, avatarUrl, verified, private: isPrivate } = author;
  return {
    id: provisionalPrefix + key,
    text,
    createdAt: new Date().toISOString(),
    editedAt: null,
    version: 1,
    author: { id, username, displayName, avatarUrl, verified, private: isPrivate },
    replyToId: replyToId ?? null,
    conversationId: repliedTo?.conversationId ?? provisionalPrefix + key,
    quotedId: quotedId ?? null,
    quoteDetached: false,
    quoted: quoted ?? null,
    retweetOf: null,
    replyPolicy: replyToId === undefined ? (input.replyPolicy ?? 'everyone') : null,
    quotePolicy: input.quotePolicy ?? 'everyone',
    entities: { hashtags: [], mentions: [], urls: [] },
    media: [],
    counts: { replies: 0, retweets: 0, quotes: 0, likes: 0, bookmarks: 0, views: 0 },
    viewer: {
      ...{ liked: false, likedVersion: null, retweeted: false, bookmarked: false },
      ...{ canReply: false, canQuote: false },
    },
  };
}
