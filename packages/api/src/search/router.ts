import { SearchInterruptedError } from '@dunlin/backends/search';
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { output } from '../core/output.ts';
import { listPage, type Page, type PageRequest } from '../core/pagination.ts';
import { type QueryContext, query, router, subscription } from '../core/trpc.ts';
import { presentHashtags } from '../hashtags/present-hashtags.ts';
import { presentTweets } from '../tweets/present.ts';
import { UserPage } from '../users/schema.ts';
import { listUserPage } from '../users/user-page.ts';
import { streamSearch } from './on-tweets.ts';
import { parseQuery } from './parse-query.ts';
import { listUnlistedAuthorsSeenBy } from './queries.ts';
import { asksForAuthor } from './query-parts.ts';
import {
  HashtagSearchPage,
  OnSearchInput,
  SearchEvent,
  SearchHashtagsInput,
  SearchTweetsInput,
  SearchUsersInput,
  TweetSearchPage,
  type TweetSearchResult,
} from './schema.ts';

const tags = ['Search'];

export const searchRouter = router({
  tweets: query
    .meta({
      openapi: { method: 'GET', path: '/api/search/tweets', tags, summary: 'Search for tweets' },
      errors: ['INVALID_CURSOR', 'INVALID_SEARCH_QUERY'],
      limit: 'search',
    })
    .input(SearchTweetsInput)
    .output(output(TweetSearchPage))
    .query(({ ctx, input, signal }) =>
      onOneEngine(input, (ownOnly) => searchTweets(ctx, input, { signal, ownOnly })),
    ),

  users: query
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/search/users',
        tags,
        summary: 'Search for users, also by misspelt names',
      },
      errors: ['INVALID_CURSOR'],
      limit: 'search',
    })
    .input(SearchUsersInput)
    .output(output(UserPage))
    .query(({ ctx, input, signal }) =>
      onOneEngine(input, (ownOnly) =>
        listUserPage(ctx, input, {
          list: `search.users ${input.q}`,
          read: async ({ last, limit }) => {
            const { onSearchAnswer: onAnswer } = ctx.request;
            const page = { limit, after: last, signal, onAnswer, ownOnly };
            const hits = await untilAborted(ctx.search.searchUsers({ text: input.q, ...page }), signal);
            return hits.map(({ id, position }) => ({ id: position, userId: id }));
          },
        }),
      ),
    ),

  hashtags: query
    .meta({
      openapi: { method: 'GET', path: '/api/search/hashtags', tags, summary: 'Search for hashtags' },
      errors: ['INVALID_CURSOR'],
      limit: 'search',
    })
    .input(SearchHashtagsInput)
    .output(output(HashtagSearchPage))
    .query(({ ctx, input, signal }) =>
      onOneEngine(input, (ownOnly) =>
        listPage(ctx, input, {
          list: `search.hashtags ${input.q}`,
          read: async ({ last, limit }) => {
            const { onSearchAnswer: onAnswer } = ctx.request;
            const page = { limit, after: last, signal, onAnswer, ownOnly };
            const hits = await untilAborted(ctx.search.searchHashtags({ text: input.q, ...page }), signal);
            return hits.map(({ position, ...hashtag }) => ({ id: position, hashtag }));
          },
          present: (hits) =>
            presentHashtags(
              ctx.db,
              hits.map(({ hashtag }) => hashtag),
            ),
        }),
      ),
    ),

  onTweets: subscription
    .input(OnSearchInput)
    .meta({
      stream: {
        path: '/api/stream/search',
        summary: 'Follow a search as tweets are posted that it finds',
        description:
          'A hashtag is followed as `#hashtag`. Each tweet comes within a second or two; one that matches only since it was edited or liked does not.',
        event: SearchEvent,
      },
      errors: ['INVALID_EVENT_ID', 'INVALID_SEARCH_QUERY'],
    })
    .subscription(({ ctx, input, signal }) => streamSearch(ctx, { ...input, signal })),
});

async function searchTweets(
  ctx: QueryContext,
  { q, sort, ...page }: z.infer<typeof SearchTweetsInput>,
  { signal, ownOnly }: { signal: AbortSignal | undefined; ownOnly: boolean },
): Promise<Page<TweetSearchResult>> {
  const ways = parseQuery(q);
  const unasked = !asksForAuthor(q);
  const alsoBy = await listUnlistedAuthorsSeenBy(ctx.db, ctx.viewer.id);
  return listPage(ctx, page, {
    list: `search.tweets ${sort} ${q}`,
    read: async ({ last, limit }) => {
      const { onSearchAnswer: onAnswer } = ctx.request;
      const part = { limit, after: last, signal, onAnswer, ownOnly };
      const hits = await untilAborted(ctx.search.searchTweets({ ways, sort, alsoBy, ...part }), signal);
      return hits.map(({ id, position, ...hit }) => ({ ...hit, id: position, tweetId: id }));
    },
    async present(hits) {
      const byTweet = new Map(hits.map((hit) => [hit.tweetId, hit]));
      const tweets = await presentTweets(ctx, [...byTweet.keys()], { unasked });
      return tweets.map((tweet) => {
        const hit = byTweet.get(tweet.id);
        // Offsets in a text that has been edited since say nothing.
        return { tweet, highlights: hit?.text === tweet.text ? hit.highlights : [] };
      });
    },
  });
}

/**
 * A page may take several reads, and the engine of the first fail before the next: then all of the page is read anew.
 * @throws AppError INVALID_CURSOR where another engine would have to go on with a walk.
 */
async function onOneEngine<Item>(
  { cursor }: PageRequest,
  read: (ownOnly: boolean) => Promise<Page<Item>>,
): Promise<Page<Item>> {
  try {
    return await read(false);
  } catch (error) {
    if (!(error instanceof SearchInterruptedError)) throw error;
    if (cursor !== undefined) throw new AppError('INVALID_CURSOR', { cause: error });
    return read(true);
  }
}

/** @throws AppError REQUEST_ABORTED instead of whatever reason the transport gave. */
async function untilAborted<Hits>(search: Promise<Hits>, signal: AbortSignal | undefined): Promise<Hits> {
  try {
    return await search;
  } catch (error) {
    if (signal?.aborted) throw new AppError('REQUEST_ABORTED', { cause: error });
    throw error;
  }
}
