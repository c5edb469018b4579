import { AppError } from '../core/errors.ts';
import type { QueryContext } from '../core/trpc.ts';
import { toUserSummary } from '../users/present.ts';
import { userViews } from '../users/queries.ts';
import { loadVisibility } from '../visibility/visibility.ts';
import { markViews, noMarks } from './marks.ts';
import { type TweetView, tweetViews } from './queries.ts';
import type { QuotedTweet, Tweet } from './schema.ts';

/**
 * The one way from ids to tweets: hydrate (views, what they repeat and quote, authors, the viewer's marks), leave out what
 * the viewer may not see (visibility/visibility.ts), present, and count that they were shown. Keeps the order of ids.
 */
export async function presentTweets(
  ctx: Pick<QueryContext, 'views' | 'viewer' | 'impressions'>,
  ids: readonly string[],
  options: ShowOptions = {},
): Promise<Tweet[]> {
  const tweets = await showTweets(ctx, ids, options);
  ctx.impressions.count(ctx.viewer.id, tweets);
  return tweets;
}

async function showTweets(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  ids: readonly string[],
  { unasked = false }: ShowOptions = {},
): Promise<Tweet[]> {
  if (ids.length === 0) return [];
  const { views, viewer } = ctx;
  const tweets = await loadTweets(ctx, ids);
  const markKeys = Iterator.from(tweets.keys()).map((id) => `${viewer.id}:${id}`);
  const [authors, marks] = await Promise.all([
    views.of(userViews).getMany([...new Set(tweets.values().map(({ authorId }) => authorId))]),
    views.of(markViews).getMany([...markKeys]),
  ]);
  const visibility = await loadVisibility(ctx, authors.values());

  const show = (tweet: TweetView | undefined): QuotedTweet | undefined => {
    const author = tweet && authors.get(tweet.authorId);
    if (!author || visibility.of(author) !== 'visible') return;
    if (unasked && visibility.isMuted(author.id)) return;
    return toQuotedTweet(tweet, {
      author: toUserSummary(author),
      viewer: marks.get(`${viewer.id}:${tweet.id}`) ?? noMarks,
    });
  };
  const showQuoted = ({ quotedId }: TweetView) => (quotedId && show(tweets.get(quotedId))) || null;
  return ids.flatMap((id): Tweet[] => {
    const tweet = tweets.get(id);
    const shown = show(tweet);
    if (!tweet || !shown) return [];
    if (tweet.retweetOfId === null) return [{ ...shown, quoted: showQuoted(tweet), retweetOf: null }];
    const repeated = tweets.get(tweet.retweetOfId);
    const original = show(repeated);
    if (!repeated || !original) return [];
    return [{ ...shown, quoted: null, retweetOf: { ...original, quoted: showQuoted(repeated) } }];
  });
}

/** Counts no impression: mutations, and lists that belong to a tweet, look at it too. @throws AppError TWEET_NOT_FOUND when it does not exist or the viewer may not see it. */
export async function presentTweet(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  id: string,
  {
    commits = false,
  }: {
    /** Whether what was written stays when the tweet cannot be shown: one's own mark is taken back from any tweet. */
    commits?: boolean;
  } = {},
): Promise<Tweet> {
  const [tweet] = await showTweets(ctx, [id]);
  if (!tweet) throw new AppError('TWEET_NOT_FOUND', { commits });
  return tweet;
}

/** What an id means when its replies, likes or quotes are asked for: of a retweet, the tweet that it repeats. @throws AppError TWEET_NOT_FOUND */
export async function presentOriginal(ctx: QueryContext, id: string): Promise<QuotedTweet> {
  const tweet = await presentTweet(ctx, id);
  return tweet.retweetOf ?? tweet;
}

export function toQuotedTweet(
  view: TweetView,
  { author, viewer }: Pick<QuotedTweet, 'author' | 'viewer'>,
): QuotedTweet {
  const { id, text, createdAt, editedAt, replyToId, conversationId, quotedId } = view;
  const { entities, media, counts } = view;
  return {
    id,
    text,
    createdAt,
    editedAt,
    author,
    replyToId,
    conversationId,
    quotedId,
    entities,
    media,
    counts,
    viewer,
  };
}

export interface ShowOptions {
  /** Whether they come to viewers who did not ask for their authors: then those whom the viewer mutes are left out. */
  unasked?: boolean;
}

/** The views of tweets, and of what they repeat and quote. */
async function loadTweets(
  { views }: Pick<QueryContext, 'views'>,
  ids: readonly string[],
): Promise<Map<string, TweetView>> {
  const tweets = new Map(await views.of(tweetViews).getMany(ids));
  for (const reference of ['retweetOfId', 'quotedId'] as const) {
    const missing = new Set<string>();
    for (const { [reference]: id } of tweets.values()) if (id !== null && !tweets.has(id)) missing.add(id);
    if (missing.size === 0) continue;
    for (const [id, tweet] of await views.of(tweetViews).getMany([...missing])) tweets.set(id, tweet);
  }
  return tweets;
}
