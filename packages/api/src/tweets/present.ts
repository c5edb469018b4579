import { AppError } from '../core/errors.ts';
import type { QueryContext } from '../core/trpc.ts';
import { visitor } from '../core/viewer.ts';
import { userViews } from '../users/queries.ts';
import { boundaryViews } from '../visibility/queries.ts';
import { loadVisibility } from '../visibility/visibility.ts';
import { markViews, noMarks, withRights } from './marks.ts';
import { type TweetView, tweetViews } from './queries.ts';
import { loadRights, type Rule } from './rules.ts';
import type { QuotedTweet, Tweet } from './schema.ts';
import { type Seen, showTweet } from './shown-tweets.ts';

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

/** The same for what others answered to a tweet: without those whom the viewer mutes, except the author of that tweet. */
export async function presentConversation(
  ctx: Pick<QueryContext, 'views' | 'viewer' | 'impressions'>,
  ids: readonly string[],
  { authorId }: { authorId: string },
): Promise<{ tweets: Tweet[]; muted: number }> {
  const [shown, boundaries] = await Promise.all([
    showTweets(ctx, ids),
    ctx.views.of(boundaryViews).get(ctx.viewer.id),
  ]);
  const tweets = shown.filter(({ author }) => author.id === authorId || !boundaries?.muted.has(author.id));
  ctx.impressions.count(ctx.viewer.id, tweets);
  return { tweets, muted: shown.length - tweets.length };
}

/** Counts no impression. */
export async function showTweets(
  ctx: Pick<QueryContext, 'views' | 'viewer'>,
  ids: readonly string[],
  { unasked = false }: ShowOptions = {},
): Promise<Tweet[]> {
  if (ids.length === 0) return [];
  const { views, viewer } = ctx;
  const tweets = await loadTweets(ctx, ids);
  const authorIds = new Set<string>();
  const markKeys: string[] = [];
  const rules: Rule[] = [];
  for (const { id, authorId, replyRule, quoteRule } of tweets.values()) {
    authorIds.add(authorId);
    if (viewer.id !== visitor.id) markKeys.push(`${viewer.id}:${id}`);
    if (replyRule) rules.push(replyRule);
    if (quoteRule) rules.push(quoteRule);
  }
  const [authors, marks, may] = await Promise.all([
    views.of(userViews).getMany([...authorIds]),
    views.of(markViews).getMany(markKeys),
    loadRights(ctx, rules),
  ]);
  const visibility = await loadVisibility(ctx, authors.values());

  const see = (tweet: TweetView | undefined): Pick<Seen, 'author' | 'viewer'> | undefined => {
    const author = tweet && authors.get(tweet.authorId);
    if (!author || visibility.of(author) !== 'visible') return;
    if (unasked && visibility.isMuted(author.id)) return;
    const canQuote = may(tweet.quoteRule) && (!author.private || author.id === viewer.id);
    const rights = { canReply: may(tweet.replyRule), canQuote };
    return { author, viewer: withRights(marks.get(`${viewer.id}:${tweet.id}`) ?? noMarks, rights) };
  };
  const showQuoted = ({ quotedId }: TweetView) => {
    const quoted = quotedId === null ? undefined : tweets.get(quotedId);
    const seen = see(quoted);
    return quoted && seen ? showTweet(quoted, seen) : null;
  };
  const show = (tweet: TweetView | undefined): Tweet | undefined => {
    const seen = see(tweet);
    if (!tweet || !seen) return;
    if (tweet.retweetOfId === null)
      return showTweet(tweet, { ...seen, quoted: showQuoted(tweet), retweetOf: null });
    const repeated = tweets.get(tweet.retweetOfId);
    const original = see(repeated);
    if (!repeated || !original) return;
    const retweetOf = showTweet(repeated, { ...original, quoted: showQuoted(repeated) });
    return showTweet(tweet, { ...seen, quoted: null, retweetOf });
  };
  return ids.flatMap((id) => show(tweets.get(id)) ?? []);
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

export interface ShowOptions {
  /** Whether they come to viewers who did not ask for their authors: then those whom the viewer mutes are left out. */
  unasked?: boolean;
}

/** The views of tweets, and of what they repeat and quote. */
async function loadTweets(
  { views }: Pick<QueryContext, 'views'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, TweetView>> {
  let tweets = await views.of(tweetViews).getMany(ids);
  for (const reference of ['retweetOfId', 'quotedId'] as const) {
    const missing = new Set<string>();
    for (const { [reference]: id } of tweets.values()) if (id !== null && !tweets.has(id)) missing.add(id);
    if (missing.size > 0)
      tweets = new Map([...tweets, ...(await views.of(tweetViews).getMany([...missing]))]);
  }
  return tweets;
}
