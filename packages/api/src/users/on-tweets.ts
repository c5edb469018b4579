import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentTweets } from '../tweets/present.ts';
import { pickTweetAdditions, readAuthorAdditions } from '../tweets/tweet-additions.ts';
import { assertMaySee } from '../visibility/visibility.ts';

/** So many unsent tweets of an author, and a client is told to read the profile again. */
const maxAdditions = 200;

/** What a user writes and retweets. @throws as a read of the user's tweets does. */
export async function* streamUserTweets(
  ctx: QueryContext,
  {
    id,
    lastEventId,
    signal,
  }: { id: string; lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  await assertMaySee(ctx, id);
  yield* streamToViewer(ctx, {
    ...{ topic: 'authors', id, signal, lastEventId, maxAdditions },
    read: (range) => readAuthorAdditions(ctx.db, id, { ...range, limit: maxAdditions }),
    pick: (ids, since) => pickTweetAdditions(ctx.db, { authorId: id }, { ids, since }),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids);
      return new Map(tweets.map((tweet) => [tweet.id, { type: 'tweet' as const, tweet }]));
    },
  });
}
