import { type ReasonType, reasonTypes } from '../core/feed-settings.ts';
import type { QueryContext } from '../core/trpc.ts';
import { tweetViews } from '../tweets/queries.ts';
import { userViews } from '../users/queries.ts';
import { loadVisibility } from '../visibility/visibility.ts';
import { countInteractions, listPointers, type Pointer } from './queries.ts';
import { type Candidate, rankCandidates } from './score.ts';

/** A place in a ranking, as a snapshot keeps it. */
export interface FeedEntry {
  tweetId: string;
  score: number;
  reasons: { type: ReasonType; userIds: string[]; userCount: number }[];
}

/** Named in a reason at most. */
const maxNamed = 3;

/** Ranks what the viewer may see, as things stand now. */
export async function buildFeed(ctx: QueryContext): Promise<FeedEntry[]> {
  const { db, views, viewer, settings } = ctx;
  const [pointers, interactions] = await Promise.all([
    listPointers(db, viewer.id),
    countInteractions(db, viewer.id),
  ]);
  const byTweet = Map.groupBy(pointers, ({ tweetId }) => tweetId);
  const tweets = await views.of(tweetViews).getMany([...byTweet.keys()]);
  const isShown = await loadShown(ctx, [
    ...tweets.values().map(({ authorId }) => authorId),
    ...pointers.flatMap(({ userId }) => userId ?? []),
  ]);
  const now = Date.now();
  const candidates: RankedCandidate[] = [];
  for (const [tweetId, found] of byTweet) {
    const tweet = tweets.get(tweetId);
    if (!tweet || tweet.authorId === viewer.id || !isShown(tweet.authorId)) continue;
    // Nobody brings a tweet of their own to others by liking, answering or retweeting it.
    const byOthers = found.filter(({ type, userId }) => type === 'following' || userId !== tweet.authorId);
    const reasons = toReasons(byOthers, isShown);
    if (reasons.length === 0) continue;
    const { authorId, counts, createdAt } = tweet;
    candidates.push({
      ...{ tweetId, authorId, counts },
      ageHours: (now - Date.parse(createdAt)) / 3_600_000,
      interactions: interactions.get(authorId) ?? 0,
      reasons: new Set(reasons.map(({ type }) => type)),
      endorsers: countEndorsers(byOthers, isShown),
      why: reasons,
    });
  }
  return rankCandidates(candidates, settings.feed).map(({ item: { tweetId, why }, score }) => ({
    tweetId,
    score: Number(score.toPrecision(6)),
    reasons: why.map(({ type, userIds }) => ({
      ...{ type, userIds: userIds.slice(0, maxNamed) },
      userCount: userIds.length,
    })),
  }));
}

/** Whether what a user wrote or did may come to the viewer unasked. */
export async function loadShown(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  userIds: readonly string[],
): Promise<(userId: string) => boolean> {
  const users = await ctx.views.of(userViews).getMany([...new Set(userIds)]);
  const visibility = await loadVisibility(ctx, users.values());
  return (userId) => {
    const user = users.get(userId);
    return user !== undefined && visibility.of(user) === 'visible' && !visibility.isMuted(userId);
  };
}

function toReasons(pointers: readonly Pointer[], isShown: (userId: string) => boolean): Reason[] {
  return reasonTypes.flatMap((type): Reason[] => {
    const found = pointers.filter((pointer) => pointer.type === type);
    if (found.length === 0) return [];
    if (type === 'following' || type === 'popular') return [{ type, userIds: [] }];
    const userIds = endorsersOf(found, isShown);
    return userIds.length === 0 ? [] : [{ type, userIds }];
  });
}

function countEndorsers(pointers: readonly Pointer[], isShown: (userId: string) => boolean): number {
  return endorsersOf(
    pointers.filter(({ type }) => type !== 'following'),
    isShown,
  ).length;
}

function endorsersOf(pointers: readonly Pointer[], isShown: (userId: string) => boolean): string[] {
  return [...new Set(pointers.flatMap(({ userId }) => userId ?? []))].filter(isShown);
}

interface Reason {
  type: ReasonType;
  userIds: string[];
}

interface RankedCandidate extends Candidate {
  why: Reason[];
}
