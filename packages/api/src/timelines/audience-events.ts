import type { AppEvent, EventOf } from '../core/events.ts';

const types = ['user.suspended', 'user.restored', 'user.locked', 'user.unlocked'] as const;
/** That a user is seen by others than before. */
export type AudienceEvent = EventOf<(typeof types)[number]>;

export function isOfAudience(event: AppEvent): event is AudienceEvent {
  return types.some((type) => type === event.type);
}
