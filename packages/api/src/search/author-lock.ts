import type { Lock } from '../outbox/locks.ts';

/**
 * Lets one transaction at a time bring the index, and the hashtags that trends count, in line with what an author is and wrote:
 * what it reads after this is what stays there, whichever order events are handled in.
 */
export function indexingLock(authorId: string): Lock {
  return { space: 'search author', id: authorId, mode: 'exclusive' };
}
