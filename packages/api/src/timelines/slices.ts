/** The followers of a tweet's author whose turn it is: those above one. */
export interface Slice {
  tweetId: string;
  authorId: string;
  after: string;
  /** Whether it is older than what is written to timelines otherwise. */
  isRestored: boolean;
}

/** One per tweet. Where a tweet is to be begun and to be gone on with, the beginning comes to the rest by itself. */
export function toSlices(events: readonly SliceEvent[]): Slice[] {
  const slices = new Map<string, Slice>();
  for (const event of events) {
    const { tweetId, authorId, after = '0' } = event;
    const isRestored = event.isRestored ?? event.type === 'tweet.restored';
    const known = slices.get(tweetId);
    if (!known || BigInt(after) < BigInt(known.after))
      slices.set(tweetId, { tweetId, authorId, after, isRestored });
  }
  return [...slices.values()];
}

interface SliceEvent extends Pick<Slice, 'tweetId' | 'authorId'> {
  type: string;
  after?: string;
  isRestored?: boolean;
}
