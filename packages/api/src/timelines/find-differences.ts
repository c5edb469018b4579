import type { Database } from '@dunlin/db';
import type { AppEvent } from '../core/events.ts';
import { readAtOnce } from '../core/read-at-once.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { isOfAudience } from './audience-events.ts';
import { compareTimelines, type TimelineComparison, type TimelineDifference } from './compare-timelines.ts';

/** Compares the timelines of these users, and tells what jobs are still going to settle from what nobody will. */
export async function findDifferences(
  db: Database,
  { isSettling = false, ...batch }: TimelineBatch,
): Promise<{ comparisons: TimelineComparison[]; differences: TimelineDifference[]; pending: number }> {
  return await readAtOnce(db, async (trx) => {
    const comparisons = await compareTimelines(trx, batch);
    const found = comparisons.flatMap((comparison) => comparison.differences);
    const events = found.length > 0 ? await listPendingEvents(trx) : [];
    const isPending = createPendingFilter(events, { isSettling });
    const differences = found.filter((difference) => !isPending(difference));
    return { comparisons, differences, pending: found.length - differences.length };
  });
}

/**
 * Pending are a tweet whose fan-out or removal is, and everything in the timeline of a user who has a follow or unfollow
 * pending, or a refill, or whose purge is; and everything while it is being settled who sees a suspended or private author.
 */
function createPendingFilter(
  events: readonly AppEvent[],
  { isSettling }: Pick<Required<TimelineBatch>, 'isSettling'>,
) {
  const created = new Set<string>();
  const deleted = new Set<string>();
  const users = new Set<string>();
  let isEverything = false;
  for (const event of events) {
    if (event.type === 'tweet.created' || event.type === 'fanOut.continued') created.add(event.tweetId);
    else if (isRemoval(event)) deleted.add(event.tweetId);
    else if (event.type === 'user.deleted') users.add(event.userId);
    else if (event.type === 'follow.created' || event.type === 'follow.deleted') users.add(event.followerId);
    else if (event.type === 'timeline.shortened' || event.type === 'timeline.thinned')
      users.add(event.userId);
    else if (isOfAudience(event)) isEverything = true;
  }
  const isOfRemoval = ({ kind, tweetId }: TimelineDifference) => kind !== 'missing' && deleted.has(tweetId);
  const isOfFanOut = ({ kind, tweetId }: TimelineDifference) => kind === 'missing' && created.has(tweetId);
  // A fan-out that is under way may have passed the reader over already, and is not hindered by what is there.
  if (isSettling) return isOfRemoval;
  return (difference: TimelineDifference) =>
    isEverything || users.has(difference.userId) || isOfRemoval(difference) || isOfFanOut(difference);
}

function isRemoval(event: AppEvent) {
  return (
    event.type === 'tweet.deleted' || event.type === 'retweet.deleted' || event.type === 'removal.continued'
  );
}

interface TimelineBatch {
  userIds: readonly string[];
  maxEntries: number;
  /** Whether what is pending for these users is what is being done. */
  isSettling?: boolean;
}
