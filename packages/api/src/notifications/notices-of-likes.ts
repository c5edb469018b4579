import type { EventOf } from '../core/events.ts';
import type { Notice } from './write-notices.ts';

/** Authors are told of likes of what they wrote. */
export function noticesOfLikes(events: readonly EventOf<'like.created'>[]): Notice[] {
  return events
    .filter(({ userId, authorId }) => userId !== authorId)
    .map(({ userId, tweetId, authorId }) => ({
      ...{ userId: authorId, type: 'like', actorId: userId, tweetId },
    }));
}
