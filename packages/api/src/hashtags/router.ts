import { output } from '../core/output.ts';
import { router, visitorQuery } from '../core/trpc.ts';
import { listFoundTweets } from '../search/found-tweets.ts';
import { presentTweets } from '../tweets/present.ts';
import { normalizeHashtag } from './normalize-hashtag.ts';
import { HashtagTweetPage, HashtagTweetsInput } from './schema.ts';

export const hashtagsRouter = router({
  tweets: visitorQuery
    .meta({
      openapi: {
        method: 'GET',
        path: '/api/hashtags/{hashtag}/tweets',
        tags: ['Search'],
        summary: 'List the tweets with a hashtag, newest first',
      },
      errors: ['INVALID_CURSOR'],
      limit: 'search',
    })
    .input(HashtagTweetsInput)
    .output(output(HashtagTweetPage))
    .query(async ({ ctx, input: { hashtag: written, ...page }, signal }) => {
      const hashtag = normalizeHashtag(written);
      const found = await listFoundTweets(ctx, page, {
        list: `hashtags.tweets ${hashtag}`,
        ways: [[{ kind: 'hashtag', name: hashtag, negated: false }]],
        ...{ sort: 'newest', signal },
        present: (hits) => {
          const ids = hits.map(({ tweetId }) => tweetId);
          return presentTweets(ctx, ids, { unasked: true });
        },
      });
      return { ...found, hashtag };
    }),
});
