/** The committed facts that others react to. Ids only: consumers read what is true when they run. */
export type AppEvent =
  | { type: 'tweet.created'; tweetId: string; authorId: string; conversationId: string }
  | { type: 'tweet.deleted'; tweetId: string; authorId: string }
  | { type: 'follow.created'; followerId: string; followeeId: string }
  | { type: 'follow.deleted'; followerId: string; followeeId: string }
  | { type: 'user.deleted'; userId: string };

export type EventType = AppEvent['type'];
export type EventOf<Type extends EventType> = Extract<AppEvent, { type: Type }>;
