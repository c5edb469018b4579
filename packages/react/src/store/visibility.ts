import type { User, UserSummary } from '@dunlin/sdk';
import { type Entity, isTweet } from './entity.ts';

/** Whether it is known how the viewer stands to a user. */
export function hasViewer(user: UserSummary): user is UserSummary & Pick<User, 'viewer'> {
  return 'viewer' in user;
}

/** What lists go by: another text when they must look again. */
export function visibilityOf(entity: Entity | undefined): string {
  if (!entity) return 'gone';
  if (isTweet(entity)) return '';
  if ('suspended' in entity && entity.suspended === true) return 'gone';
  if (!hasViewer(entity)) return '';
  const { blocking, muting } = entity.viewer;
  return `${blocking ? 'blocking' : ''} ${muting ? 'muting' : ''}`.trim();
}
