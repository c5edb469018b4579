import type { z } from 'zod';
import { listPage, type Position } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import { presentConversation, presentTweets } from './present.ts';
import type { ConversationInput, ConversationPage, QuotedTweet } from './schema.ts';

/** A page of what belongs to the conversation of a tweet, as the viewer who looks at that tweet sees it. */
export async function listConversationPage(
  ctx: QueryContext,
  input: z.output<typeof ConversationInput>,
  { tweet, list, read }: ConversationList,
): Promise<ConversationPage> {
  const { includeMuted } = input;
  let muted = 0;
  const page = await listPage(ctx, input, {
    list: `${list}:${includeMuted}`,
    read,
    async present(rows) {
      const ids = rows.map(({ id }) => id);
      if (includeMuted) return presentTweets(ctx, ids);
      const { tweets, muted: leftOut } = await presentConversation(ctx, ids, { authorId: tweet.author.id });
      muted += leftOut;
      return tweets;
    },
  });
  return { ...page, leftOut: { muted } };
}

interface ConversationList {
  /** The tweet that was asked for. */
  tweet: QuotedTweet;
  /** Endpoint and filter that the cursor is bound to. */
  list: string;
  read: (position: Position) => Promise<{ id: string }[]>;
}
