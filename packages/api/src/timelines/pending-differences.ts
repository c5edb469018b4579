import type { AppEvent } from '../events.ts';
import type { TimelineDifference } from './compare-timelines.ts';

/**
 * Tells differences that jobs are still going to settle from those that nobody will: a tweet whose fan-out or removal is
 * pending, and everything in the timeline of a user with a follow or unfollow pending, or whose purge is.
 */
export function createPendingFilter(events: readonly AppEvent[]): (difference: TimelineDifference) => boolean {
  const created = new Set<string>();
  const deleted = new Set<string>();
  const users = new Set<string>();
  for (const event of events) {
    if (event.type === 'tweet.created') created.add(event.tweetId);
    else if (event.type === 'tweet.deleted') deleted.add(event.tweetId);
    else if (event.type === 'user.deleted') users.add(event.userId);
    else users.add(event.followerId);
  }
  return ({ kind, userId, tweetId }) =>
    users.has(userId) || (kind === 'extra' ? deleted : created).has(tweetId);
}
