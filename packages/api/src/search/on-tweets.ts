import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentTweets } from '../tweets/present.ts';
import { parseQuery } from './parse-query.ts';
import { listUnlistedAuthorsSeenBy } from './queries.ts';
import { asksForAuthor } from './query-parts.ts';
import { pickSearchAdditions, readSearchAdditions } from './search-additions.ts';

/** So many unsent tweets of a search, and a client is told to search again. */
const maxAdditions = 200;

/** Tweets that a search finds, as they are posted. @throws AppError INVALID_SEARCH_QUERY */
export async function* streamSearch(
  ctx: QueryContext,
  {
    q,
    lastEventId,
    signal,
  }: { q: string; lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const { db, search, viewer, settings } = ctx;
  const ways = parseQuery(q);
  const unasked = !asksForAuthor(q);
  using _open = ctx.limits.openSearch(viewer);
  let alsoBy: readonly string[] = [];
  const followed = () => ({ ...{ db, search, ways, alsoBy }, ...(signal && { signal }) });
  yield* streamToViewer(ctx, {
    ...{ topic: 'searches', signal, lastEventId, maxAdditions },
    restMs: settings.streamRestMs,
    async read(range) {
      alsoBy = await listUnlistedAuthorsSeenBy(db, viewer.id);
      return readSearchAdditions(followed(), { ...range, limit: maxAdditions });
    },
    pick: (ids, since) => pickSearchAdditions(followed(), { ids, since }),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids, { unasked });
      return new Map(tweets.map((tweet) => [tweet.id, { type: 'tweet' as const, tweet }]));
    },
  });
}
