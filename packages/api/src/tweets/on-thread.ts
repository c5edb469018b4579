import type { QueryContext } from '../core/trpc.ts';
import { streamToViewer } from '../live/stream-to-viewer.ts';
import { presentConversation, presentOriginal } from './present.ts';
import { pickTweetAdditions, readConversationAdditions } from './tweet-additions.ts';

/** So many unsent tweets of a conversation, and a client is told to read it again. */
const maxAdditions = 800;

/** Tweets added to the conversation of a tweet, without those of users whom the viewer mutes. */
export async function* streamThread(
  ctx: QueryContext,
  {
    id,
    lastEventId,
    signal,
  }: { id: string; lastEventId?: string | undefined; signal: AbortSignal | undefined },
) {
  const { conversationId, author } = await presentOriginal(ctx, id);
  yield* streamToViewer(ctx, {
    topic: 'conversations',
    id: conversationId,
    signal,
    lastEventId,
    maxAdditions,
    read: (range) => readConversationAdditions(ctx.db, conversationId, { ...range, limit: maxAdditions }),
    pick: (ids, since) => pickTweetAdditions(ctx.db, { conversationId }, { ids, since }),
    async present(ids) {
      const { tweets } = await presentConversation(ctx, ids, { authorId: author.id });
      return new Map(tweets.map((tweet) => [tweet.id, { type: 'tweet' as const, tweet }]));
    },
  });
}
