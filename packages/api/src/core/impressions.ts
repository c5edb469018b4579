/** Counts how often tweets were shown. Reading must not wait for writing, so what a killed process had not flushed is lost. */
export interface Impressions {
  /** One impression of each of the tweets and of what they quote; of a retweet, of what it repeats. One's own tweets do not count. */
  count(viewerId: string, tweets: readonly ShownTweet[]): void;
}

/** For answers to those who write, and to those who look after the place: they are not readers. */
export const uncounted: Impressions = { count: () => {} };

/** What counting has to know of a tweet as it was presented. */
export interface ShownTweet {
  id: string;
  author: { id: string };
  quoted?: Pick<ShownTweet, 'id' | 'author'> | null;
  retweetOf?: Omit<ShownTweet, 'retweetOf'> | null;
}
