import { letIn } from './relations.ts';
import type { Account, Refusal, Tweet, World } from './world.ts';
import { forget } from './writing.ts';

/** Hides an account and all that it wrote; suspended again, the end is another. */
export function suspend(_world: World, { to }: { to: Account }): Refusal {
  to.suspension = 'open';
  return;
}

export function suspendForAnHour(_world: World, { to }: { to: Account }): Refusal {
  to.suspension = 'timed';
  return;
}

export function restore(world: World, { to }: { to: Account }): Refusal {
  to.suspension = null;
  letIn(world);
  return;
}

/** The hour is over. */
export function expire(world: World, { to }: { to: Account }): Refusal {
  if (to.suspension === 'timed') to.suspension = null;
  letIn(world);
  return;
}

/** What was done with it stays, should it be restored. A retweet says nothing that could be. */
export function removeTweet(world: World, { tweet }: { tweet: Tweet }): Refusal {
  if (tweet.state !== 'living') return 'TWEET_NOT_FOUND';
  if (tweet.retweetOf === null) tweet.state = 'removed';
  else forget(world, tweet);
  return;
}

/** Comes to home timelines as new. */
export function restoreTweet(world: World, { tweet }: { tweet: Tweet }): Refusal {
  if (tweet.state !== 'removed') return 'TWEET_NOT_FOUND';
  tweet.state = 'living';
  world.news.entries.push(tweet);
  return;
}
