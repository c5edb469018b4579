import type { QueryContext } from '../core/trpc.ts';
import { streamStatesToViewer } from '../live/stream-to-viewer.ts';
import { summarizeNotifications } from './queries.ts';

const only = 'summary';

/** How many notifications the viewer has not read, as they come and are read. */
export async function* streamUnread(
  ctx: QueryContext,
  { lastEventId, signal }: { lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  yield* streamStatesToViewer(ctx, {
    ids: [only],
    lastEventId,
    signal,
    topics: ['notifications', 'boundaries'],
    subjectsOf: () => [],
    read: async () => new Map([[only, await summarizeNotifications(ctx.db, ctx.viewer.id)]]),
    present: (summary) => ({ type: 'unread' as const, summary }),
  });
}
