import { isSeen } from './sight.ts';
import type { Account, Mark, Refusal, Tweet, World } from './world.ts';
import { findMarked, originalOf, versionOf } from './writing.ts';

export const like = (world: World, act: Act) => mark(world, world.likes, act);
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
