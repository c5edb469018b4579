/** The followers of a tweet's author whose turn it is: those above one. */
export interface Slice {
  tweetId: string;
  authorId: string;
  after: string;
}

/** One per tweet. Where a tweet is to be begun and to be gone on with, the beginning comes to the rest by itself. */
export function toSlices(events: readonly { tweetId: string; authorId: string; after?: string }[]): Slice[] {
  const slices = new Map<string, Slice>();
  for (const { tweetId, authorId, after = '0' } of events) {
    const known = slices.get(tweetId);
    if (!known || BigInt(after) < BigInt(known.after)) slices.set(tweetId, { tweetId, authorId, after });
  }
  return [...slices.values()];
}
