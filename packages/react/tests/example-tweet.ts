import type { Tweet, User } from '@dunlin/sdk';

/** A tweet as the server would answer with, but for what a test gives. */
export function exampleTweet(id: string, fields: Partial<Tweet> = {}): Tweet {
  return {
    ...{ id, text: `tweet ${id}`, createdAt: '2026-01-31T12:00:00.000Z', editedAt: null, version: 1 },
    ...{
      author: exampleAuthor('1'),
      replyToId: null,
      conversationId: id,
      quotedId: null,
      quoteDetached: false,
    },
    ...{ quoted: null, retweetOf: null, replyPolicy: 'everyone', quotePolicy: 'everyone', media: [] },
    entities: { hashtags: [], mentions: [], urls: [] },
    counts: { replies: 0, retweets: 0, quotes: 0, likes: 0, bookmarks: 0, views: 0 },
    viewer: {
      ...{ liked: false, likedVersion: null, retweeted: false, bookmarked: false },
      ...{ canReply: true, canQuote: true },
    },
    ...fields,
  };
}

export function exampleAuthor(id: string): Tweet['author'] {
  return {
    id,
    username: `user_${id}`,
    displayName: `User ${id}`,
    avatarUrl: null,
    verified: false,
    private: false,
  };
}

export function exampleUser(id: string): User {
  return {
    ...exampleAuthor(id),
    ...{ bio: 'Watches birds', location: '', website: null, bannerUrl: null, role: 'user' },
    ...{
      createdAt: '2026-01-31T12:00:00.000Z',
      tweetCount: 0,
      followerCount: 0,
      followingCount: 0,
      noIndex: false,
    },
    viewer: { following: false, followedBy: false, requested: false, blocking: false, muting: false },
  };
}
