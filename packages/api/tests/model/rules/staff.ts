import { notify } from './notices.ts';
import { letIn } from './relations.ts';
import type { Account, Refusal, Tweet, World } from './world.ts';

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

/** What was done with it stays, should it be restored. */
export function removeTweet(world: World, { tweet }: { tweet: Tweet }): Refusal {
  if (tweet.state !== 'living') return 'TWEET_NOT_FOUND';
  tweet.state = 'removed';
  tweet.removal = Symbol(tweet.name);
  notify(world, { user: tweet.by, type: 'removal', actor: tweet.by, tweet, act: tweet.removal });
  return;
}

/** Comes to home timelines as new. */
export function restoreTweet(world: World, { tweet }: { tweet: Tweet }): Refusal {
  if (tweet.state !== 'removed' || tweet.retweetOf) return 'TWEET_NOT_FOUND';
  tweet.state = 'living';
  world.news.entries.push(tweet);
  return;
}
