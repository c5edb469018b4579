import type { QueryContext } from '../core/trpc.ts';
import { streamStatesToViewer } from '../live/stream-to-viewer.ts';
import { presentUsers } from './present.ts';

/** How users stand: their profiles and counts, and how the viewer stands to them. */
export async function* streamUserChanges(ctx: QueryContext, { ids, lastEventId, signal }: Changes) {
  yield* streamStatesToViewer(ctx, {
    ids: [...new Set(ids)],
    lastEventId,
    signal,
    topics: ['boundaries', 'follows'],
    subjectsOf: (id) => [
      ['users', id],
      ['follows', id],
    ],
    async read(some) {
      const users = await presentUsers(ctx, some, { evenHidden: true });
      return new Map(users.flatMap((user) => (user.suspended ? [] : [[user.id, user]])));
    },
    present: (user) => ({ type: 'changed' as const, user }),
    presentGone: (userId) => ({ type: 'gone' as const, userId }),
  });
}

interface Changes {
  ids: readonly string[];
  lastEventId?: string | undefined;
  signal: AbortSignal | undefined;
}
