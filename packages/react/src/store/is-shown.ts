import type { QuotedTweet } from '@dunlin/sdk';
import { originalOf, tweetOf } from './entity.ts';
import type { Store } from './store.ts';
import { hasViewer } from './visibility.ts';

/** Lists that show tweets of users whom the viewer mutes, too. */
const withMuted = ['users.tweets', 'users.likes', 'bookmarks.list'];

/** Whether a list goes on to show an item: its tweet may have been deleted, or somebody blocked or muted, since it was read. */
export function isShown(store: Store, item: unknown, operation: string): boolean {
  const tweet = tweetOf(item);
  if (!tweet) return true;
  const original = originalOf(tweet);
  const isOf = (shown: QuotedTweet) => isTweetShown(store, shown, operation);
  return isOf(tweet) && (!original || isOf(original));
}

function isTweetShown(store: Store, tweet: QuotedTweet, operation: string): boolean {
  if (!store.find(tweet)) return false;
  const author = store.find(tweet.author);
  if (!author || !hasViewer(author)) return true;
  return !author.viewer.blocking && (!author.viewer.muting || withMuted.includes(operation));
}
