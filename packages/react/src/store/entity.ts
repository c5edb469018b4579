import type { QuotedTweet, RetweetedTweet, Tweet, User, UserSummary } from '@dunlin/sdk';

/** What the store keeps one state of, wherever it is shown. */
export type Entity = QuotedTweet | UserSummary;

/** The live state of what a list gave: as much of it as that had. What only the list knows, such as `retweetedBy`, stays with its item. */
export type Live<Given extends Entity> = Given extends Tweet
  ? Tweet
  : Given extends RetweetedTweet
    ? RetweetedTweet
    : Given extends QuotedTweet
      ? QuotedTweet
      : Given extends User
        ? User
        : UserSummary;

/** Ids of tweets and of users are of one sequence, but nothing promises that. */
export function keyOf(entity: Entity): string {
  return toKey(isTweet(entity) ? 'tweet' : 'user', entity.id);
}

export function toKey(kind: EntityKind, id: string): string {
  return `${kind}:${id}`;
}

export type EntityKind = 'tweet' | 'user';

export function isTweet(value: object): value is QuotedTweet {
  return 'author' in value && 'counts' in value && 'viewer' in value;
}

export function isUser(value: object): value is UserSummary {
  return 'username' in value && 'displayName' in value && 'verified' in value;
}

/** All tweets and users in an answer, the outer before those within. */
export function* findEntities(answer: unknown): Generator<Entity, void, undefined> {
  if (typeof answer !== 'object' || answer === null) return;
  if (isTweet(answer) || isUser(answer)) yield answer;
  for (const value of Object.values(answer)) yield* findEntities(value);
}

/** The tweet that an item of a list shows: itself, or that of a search result, notification or entry of the feed. */
export function tweetOf(item: unknown): QuotedTweet | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  if (isTweet(item)) return item;
  return 'tweet' in item ? tweetOf(item.tweet) : undefined;
}

/** The tweet that a tweet repeats. */
export function originalOf(tweet: QuotedTweet): QuotedTweet | undefined {
  return 'retweetOf' in tweet ? tweetOf(tweet.retweetOf) : undefined;
}
