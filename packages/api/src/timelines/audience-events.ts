import type { AppEvent, EventOf } from '../core/events.ts';

const types = [
  ...(['user.suspended', 'user.restored', 'user.deactivated', 'user.reactivated'] as const),
  ...(['user.locked', 'user.unlocked'] as const),
  ...(['tweet.removed', 'tweet.restored'] as const),
] as const;
/** That a user, or what others retweeted of a tweet, is seen by others than before. */
export type AudienceEvent = EventOf<(typeof types)[number]>;

export function isOfAudience(event: AppEvent): event is AudienceEvent {
  return types.some((type) => type === event.type);
}
