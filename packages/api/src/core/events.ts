/** The committed facts that others react to. Ids only: consumers read what is true when they run. */
export type AppEvent =
  /** Retweets and quotes too. */
  | { type: 'tweet.created'; tweetId: string; authorId: string; conversationId: string }
  /** Names the version that an edit replaced; none where the text stayed. */
  | { type: 'tweet.updated'; tweetId: string; authorId: string; version?: number }
  | { type: 'tweet.deleted'; tweetId: string; authorId: string }
  /** The same of a retweet, which leaves nothing but its places in timelines. */
  | { type: 'retweet.deleted'; tweetId: string; authorId: string }
  /** By a moderator, beside `tweet.deleted`: what others retweeted of it stays, out of sight. */
  | { type: 'tweet.removed'; tweetId: string; authorId: string }
  | { type: 'tweet.restored'; tweetId: string; authorId: string }
  /** A moderator had removed it, and it cannot be restored any more. */
  | { type: 'tweet.forgotten'; tweetId: string; authorId: string }
  /** There are followers above this one whose timelines do not have the tweet yet, or still have it. */
  | { type: 'fanOut.continued'; tweetId: string; authorId: string; after: string; isRestored?: boolean }
  | { type: 'removal.continued'; tweetId: string; authorId: string; after: string }
  /** A home timeline has lost entries: others have room now that are older than those it had without a gap. */
  | { type: 'timeline.thinned'; userId: string; below: string }
  /** A home timeline is to show others. Names the author whom it shows no longer, or again. */
  | { type: 'timeline.shortened'; userId: string; authorId?: string }
  | { type: 'like.created'; userId: string; tweetId: string; authorId: string }
  | { type: 'like.deleted'; userId: string; tweetId: string; authorId: string }
  /** Says so when the followee let the follower in, which is then no news to the followee. */
  | { type: 'follow.created'; followerId: string; followeeId: string; isAccepted?: boolean }
  | { type: 'follow.deleted'; followerId: string; followeeId: string }
  | { type: 'follow.requested'; followerId: string; followeeId: string }
  /** The follow itself is a `follow.created`. */
  | { type: 'follow.accepted'; followerId: string; followeeId: string }
  | { type: 'block.created'; blockId: string; blockerId: string; blockedId: string }
  | { type: 'media.uploaded'; mediaId: string }
  | { type: 'media.deleted'; mediaId: string }
  | { type: 'user.created'; userId: string }
  | { type: 'user.updated'; userId: string }
  /** Private from now on. */
  | { type: 'user.locked'; userId: string }
  /** No longer private. */
  | { type: 'user.unlocked'; userId: string }
  | { type: 'user.suspended'; userId: string }
  | { type: 'user.restored'; userId: string }
  /** By its owner, who may come back. */
  | { type: 'user.deactivated'; userId: string }
  | { type: 'user.reactivated'; userId: string }
  /** Found by a verification: acts of this user count and should not, or the other way round. */
  | { type: 'user.miscounted'; userId: string }
  | { type: 'user.deleted'; userId: string };

export type EventType = AppEvent['type'];
export type EventOf<Type extends EventType> = Extract<AppEvent, { type: Type }>;
