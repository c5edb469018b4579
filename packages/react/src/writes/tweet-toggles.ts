import type { DunlinClient, QuotedTweet } from '@dunlin/sdk';
import { useClient } from '../dunlin-context.ts';
import { originalOf } from '../store/entity.ts';
import { type ToggleResult, useToggle } from './use-toggle.ts';

/**
 * Likes a tweet, or takes the like back; of a retweet, the tweet that it repeats.
 * @example
 * const like = useLike(tweet);
 * <button onClick={() => like.mutate(!tweet.viewer.liked)}>{tweet.counts.likes}</button>
 */
export function useLike(tweet: QuotedTweet): ToggleResult<Create<'likes'>, Delete<'likes'>> {
  const { likes, users, tweets } = useClient();
  return useToggle(originalOf(tweet) ?? tweet, {
    on: likes.create,
    off: likes.delete,
    change: liked,
    outdates: [users.likes, tweets.likers],
  });
}

/**
 * Retweets a tweet, or takes the retweet back.
 * @example retweet.mutate(!tweet.viewer.retweeted)
 */
export function useRetweet(tweet: QuotedTweet): ToggleResult<Create<'retweets'>, Delete<'retweets'>> {
  const { retweets, timelines, users, tweets } = useClient();
  return useToggle(originalOf(tweet) ?? tweet, {
    on: retweets.create,
    off: retweets.delete,
    change: (shown, isOn) => marked(shown, 'retweeted', 'retweets', isOn),
    outdates: [timelines.home, users.tweets, tweets.retweeters],
  });
}

/**
 * Bookmarks a tweet, or removes the bookmark.
 * @example bookmark.mutate(!tweet.viewer.bookmarked)
 */
export function useBookmark(tweet: QuotedTweet): ToggleResult<Create<'bookmarks'>, Delete<'bookmarks'>> {
  const { bookmarks } = useClient();
  return useToggle(originalOf(tweet) ?? tweet, {
    on: bookmarks.create,
    off: bookmarks.delete,
    change: (shown, isOn) => marked(shown, 'bookmarked', 'bookmarks', isOn),
    outdates: [bookmarks.list],
  });
}

/** A tweet is liked as it reads at the time. */
function liked<Shown extends QuotedTweet>(tweet: Shown, isOn: boolean): Shown {
  const shown = marked(tweet, 'liked', 'likes', isOn);
  if (shown === tweet) return tweet;
  return { ...shown, viewer: { ...shown.viewer, likedVersion: isOn ? tweet.version : null } };
}

function marked<Shown extends QuotedTweet>(
  tweet: Shown,
  mark: 'liked' | 'retweeted' | 'bookmarked',
  count: 'likes' | 'retweets' | 'bookmarks',
  isOn: boolean,
): Shown {
  if (tweet.viewer[mark] === isOn) return tweet;
  return {
    ...tweet,
    viewer: { ...tweet.viewer, [mark]: isOn },
    counts: { ...tweet.counts, [count]: tweet.counts[count] + (isOn ? 1 : -1) },
  };
}

type Feature = 'likes' | 'retweets' | 'bookmarks';
type Create<Name extends Feature> = DunlinClient[Name]['create'];
type Delete<Name extends Feature> = DunlinClient[Name]['delete'];
