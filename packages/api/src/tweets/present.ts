import { AppError } from '../errors.ts';
import type { QueryContext } from '../trpc.ts';
import { toUserSummary } from '../users/present.ts';
import type { TweetView } from './queries.ts';
import type { Tweet } from './schema.ts';

/**
 * The one way from ids to tweets: hydrate (views, authors, the viewer's likes), apply the rules (what is deleted,
 * or whose author is, has no view), present. Keeps the order of ids.
 */
export async function presentTweets(ctx: QueryContext, ids: readonly string[]): Promise<Tweet[]> {
  if (ids.length === 0) return [];
  const tweets = await ctx.views.tweets.getMany(ids);
  const likeKeys = ids.map((id) => `${ctx.viewer.id}:${id}`);
  const [authors, likes] = await Promise.all([
    ctx.views.users.getMany([...new Set(tweets.values().map((tweet) => tweet.authorId))]),
    ctx.views.likes.getMany(likeKeys),
  ]);
  return ids.flatMap((id) => {
    const tweet = tweets.get(id);
    const author = tweet && authors.get(tweet.authorId);
    if (!tweet || !author) return [];
    const liked = likes.get(`${ctx.viewer.id}:${id}`)?.liked ?? false;
    return [toTweet(tweet, { author: toUserSummary(author), viewer: { liked } })];
  });
}

/** @throws AppError TWEET_NOT_FOUND when it does not exist or the viewer may not see it. */
export async function presentTweet(ctx: QueryContext, id: string): Promise<Tweet> {
  const [tweet] = await presentTweets(ctx, [id]);
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  return tweet;
}

export function toTweet(
  { id, text, createdAt, editedAt, replyToId, conversationId, entities, counts }: TweetView,
  { author, viewer }: Pick<Tweet, 'author' | 'viewer'>,
): Tweet {
  return { id, text, createdAt, editedAt, author, replyToId, conversationId, entities, counts, viewer };
}
