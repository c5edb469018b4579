import { listPage, type Page, type PageRequest, type Position } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import { presentTweets, type ShowOptions } from './present.ts';
import type { Tweet } from './schema.ts';

/** A page of a list of tweets: `read` gives their ids, or rows that stand in the list under an id of their own. */
export function listTweetPage(
  ctx: QueryContext,
  input: PageRequest,
  { list, read, ...options }: TweetList,
): Promise<Page<Tweet>> {
  return listPage(ctx, input, {
    ...{ list, read },
    present: (rows) =>
      presentTweets(
        ctx,
        rows.map(({ id, tweetId = id }) => tweetId),
        options,
      ),
  });
}

interface TweetList extends ShowOptions {
  /** Endpoint and filter that the cursor is bound to. */
  list: string;
  read: (position: Position) => Promise<{ id: string; tweetId?: string }[]>;
}
