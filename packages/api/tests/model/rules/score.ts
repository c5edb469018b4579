import type { Account, World } from './world.ts';

export type ReasonType = 'following' | 'retweetedBy' | 'repliedBy' | 'likedBy' | 'popular';

const worth = { following: 1, retweetedBy: 0.8, repliedBy: 0.6, likedBy: 0.6, popular: 0.3 };
/** Each further tweet of an author counts this much of the one before. */
const authorRepeat = 0.7;

/** The best of the reasons, and more for every doubling of what was made of it. All is as good as new. */
export function scoreOf({ reasons, counts, interactions, endorsers }: Known): number {
  const { likes, replies, retweets, quotes, bookmarks } = counts;
  const engagement = likes + 2 * replies + 2 * retweets + 2 * quotes + bookmarks;
  return (
    Math.max(0, ...reasons.map((type) => worth[type])) *
    gain(engagement, 0.25) *
    gain(interactions, 0.5) *
    gain(endorsers, 0.3)
  );
}

/** How often the viewer liked, answered, retweeted or quoted the author. */
export function countInteractions({ likes, tweets }: World, viewer: Account, author: Account): number {
  const liked = likes.filter(({ by, tweet }) => by === viewer && tweet.by === author);
  const written = tweets.filter(
    ({ by, state, retweetOf, replyTo, quoted }) =>
      by === viewer && state === 'living' && (retweetOf ?? replyTo ?? quoted)?.by === author,
  );
  return liked.length + written.length;
}

/** The newer first of those that are worth the same. */
export function rank<Item extends { by: Account; score: number }>(oldestFirst: readonly Item[]): Item[] {
  const best = (items: readonly Item[]) => items.toSorted((a, b) => b.score - a.score);
  const seen = new Map<Account, number>();
  const held = best(oldestFirst.toReversed()).map((item) => {
    const earlier = seen.get(item.by) ?? 0;
    seen.set(item.by, earlier + 1);
    return { ...item, score: item.score * authorRepeat ** earlier };
  });
  return best(held);
}

function gain(amount: number, perDoubling: number): number {
  return 1 + perDoubling * Math.log2(1 + amount);
}

interface Known {
  reasons: readonly ReasonType[];
  counts: Record<'likes' | 'replies' | 'retweets' | 'quotes' | 'bookmarks', number>;
  interactions: number;
  endorsers: number;
}
