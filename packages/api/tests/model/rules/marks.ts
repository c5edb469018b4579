import { notify } from './notices.ts';
import { isSeen } from './sight.ts';
import { findMarked, originalOf, versionOf } from './tweets.ts';
import type { Account, Mark, Refusal, Tweet, World } from './world.ts';

/** Tells the author once, however often it is taken back and done again. */
export function like(world: World, { by, tweet }: Act): Refusal {
  const before = world.likes.length;
  const refusal = mark(world, world.likes, { by, tweet });
  const original = tweet.retweetOf ?? tweet;
  if (world.likes.length > before)
    notify(world, { user: original.by, type: 'like', actor: by, tweet: original });
  return refusal;
}

export const unlike = (world: World, act: Act) => unmark(world, world.likes, act);
export const bookmark = (world: World, act: Act) => mark(world, world.bookmarks, act);
export const unbookmark = (world: World, act: Act) => unmark(world, world.bookmarks, act);

function mark(world: World, marks: Mark[], { by, tweet }: Act): Refusal {
  const original = originalOf(world, by, tweet);
  if (!original || !isSeen(world, by, original)) return 'TWEET_NOT_FOUND';
  if (!marks.some((known) => known.by === by && known.tweet === original))
    marks.push({ by, tweet: original, version: versionOf(original) });
  return;
}

/** One's own is taken back from any living tweet, seen or not. */
function unmark(world: World, marks: Mark[], { by, tweet }: Act): Refusal {
  const original = findMarked(tweet);
  if (!original) return 'TWEET_NOT_FOUND';
  const place = marks.findIndex((known) => known.by === by && known.tweet === original);
  if (place >= 0) marks.splice(place, 1);
  return isSeen(world, by, original) ? undefined : 'TWEET_NOT_FOUND';
}

interface Act {
  by: Account;
  tweet: Tweet;
}
