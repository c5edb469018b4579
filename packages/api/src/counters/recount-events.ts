import type { AppEvent, EventOf } from '../core/events.ts';

const types = [
  ...(['user.suspended', 'user.restored', 'user.deactivated', 'user.reactivated'] as const),
  'user.miscounted',
] as const;
/** After which what a user did is counted anew. */
export type RecountEvent = EventOf<(typeof types)[number]>;

export function isOfRecount(event: AppEvent): event is RecountEvent {
  return types.some((type) => type === event.type);
}
