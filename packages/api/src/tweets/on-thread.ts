import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentOriginal, presentTweets } from './present.ts';
import { pickConversationAdditions, readConversationAdditions } from './queries.ts';

/** So many unsent tweets of a conversation, and a client is told to read it again. */
const maxAdditions = 800;

/** Tweets added to the conversation of a tweet. */
export async function* streamThread(
  ctx: QueryContext,
  {
    id,
    lastEventId,
    signal,
  }: { id: string; lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const { conversationId } = await presentOriginal(ctx, id);
  yield* streamToViewer(ctx, {
    topic: 'conversations',
    id: conversationId,
    signal,
    lastEventId,
    maxAdditions,
    readSince: (horizon) =>
      readConversationAdditions(ctx.db, conversationId, { since: horizon, limit: maxAdditions }),
    pick: (ids) => pickConversationAdditions(ctx.db, conversationId, ids),
    async present(ids) {
      const tweets = await presentTweets(ctx, ids);
      return tweets.map((tweet) => ({ type: 'tweet' as const, tweet }));
    },
  });
}
