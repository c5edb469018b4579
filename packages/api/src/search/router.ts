import type { z } from 'zod';
import { output } from '../core/output.ts';
import { listPage, type Page } from '../core/pagination.ts';
import { type QueryContext, query, router, subscription } from '../core/trpc.ts';
import { presentHashtags } from '../hashtags/present-hashtags.ts';
import { presentTweets } from '../tweets/present.ts';
import { UserPage } from '../users/schema.ts';
import { listUserPage } from '../users/user-page.ts';
import { listFoundTweets, onOneEngine, untilAborted } from './found-tweets.ts';
import { streamSearch } from './on-tweets.ts';
import { parseQuery } from './parse-query.ts';
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
    .query(({ ctx, input, signal }) => searchTweets(ctx, input, signal)),

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

function searchTweets(
  ctx: QueryContext,
  { q, sort, ...page }: z.infer<typeof SearchTweetsInput>,
  signal: AbortSignal | undefined,
): Promise<Page<TweetSearchResult>> {
  const unasked = !asksForAuthor(q);
  return listFoundTweets(ctx, page, {
    list: `search.tweets ${sort} ${q}`,
    ways: parseQuery(q),
    ...{ sort, signal },
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
