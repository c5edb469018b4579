import type { EventOf } from '../core/events.ts';
import type { Notice } from './write-notices.ts';

/** Who is told of follows, requests to follow and their acceptance. */
export function noticesOfFollows(
  events: readonly EventOf<'follow.created' | 'follow.requested' | 'follow.accepted'>[],
): Notice[] {
  return events.map(({ type, followerId, followeeId }) => {
    if (type === 'follow.accepted')
      return { userId: followerId, type: 'followAccepted', actorId: followeeId, tweetId: null };
    const asked = type === 'follow.requested';
    return {
      userId: followeeId,
      type: asked ? 'followRequest' : 'follow',
      actorId: followerId,
      tweetId: null,
    };
  });
}
