import { isActive, isSeen, sees } from './sight.ts';
import { tellOfEdit, tellOfTweet } from './tell-of-tweets.ts';
import { findMarked, findRetweet, originalOf } from './tweets.ts';
import type { Account, Content, Refusal, Tweet, World } from './world.ts';

export function post(world: World, { by, content }: Draft): Refusal {
  write(world, { by, content });
  return;
}

export function reply(world: World, { by, content, tweet }: Answer): Refusal {
  const replyTo = originalOf(world, by, tweet);
  if (!replyTo || !sees(world, by, replyTo.by)) return 'TWEET_NOT_FOUND';
  write(world, { by, content, replyTo });
  return;
}

export function quote(world: World, { by, content, tweet }: Answer): Refusal {
  const quoted = originalOf(world, by, tweet);
  const refusal = refuseSharing(world, by, quoted);
  if (!refusal && quoted) write(world, { by, content, quoted });
  return refusal;
}

/** Once of each tweet. */
export function retweet(world: World, { by, tweet }: Act): Refusal {
  const original = originalOf(world, by, tweet);
  const refusal = refuseSharing(world, by, original);
  if (!refusal && original && !findRetweet(world, by, original))
    write(world, { by, content: null, retweetOf: original });
  return refusal;
}

/** What is one's own is taken back from any living tweet, seen or not. */
export function unretweet(world: World, { by, tweet }: Act): Refusal {
  const original = findMarked(tweet);
  if (!original) return 'TWEET_NOT_FOUND';
  const found = findRetweet(world, by, original);
  if (found) found.state = 'deleted';
  return isSeen(world, by, original) ? undefined : 'TWEET_NOT_FOUND';
}

export function edit(world: World, { by, content, tweet }: Answer): Refusal {
  const refusal = refuseChange(world, by, tweet);
  if (refusal) return refusal;
  if (tweet.content === null) return 'CANNOT_EDIT_RETWEET';
  tweet.former.push(tweet.content);
  tweet.content = content;
  tellOfEdit(world, tweet);
  return;
}

/** What was done with it goes with it, and so do its retweets. */
export function remove(world: World, { by, tweet }: Act): Refusal {
  const refusal = refuseChange(world, by, tweet);
  if (!refusal) forget(world, tweet);
  return refusal;
}

/** For good. */
function forget(world: World, tweet: Tweet): void {
  tweet.state = 'deleted';
  world.likes = world.likes.filter((mark) => mark.tweet !== tweet);
  world.bookmarks = world.bookmarks.filter((mark) => mark.tweet !== tweet);
  for (const retweet of world.tweets)
    if (retweet.retweetOf === tweet && retweet.state === 'living') retweet.state = 'deleted';
}

function refuseSharing(world: World, by: Account, tweet: Tweet | undefined): Refusal {
  if (!tweet || !sees(world, by, tweet.by)) return 'TWEET_NOT_FOUND';
  return tweet.by.isPrivate && tweet.by !== by ? 'PRIVATE_TWEET' : undefined;
}

function refuseChange(world: World, by: Account, tweet: Tweet): Refusal {
  if (tweet.state !== 'living' || !isActive(tweet.by)) return 'TWEET_NOT_FOUND';
  if (tweet.by === by) return;
  return isSeen(world, by, tweet) ? 'FORBIDDEN' : 'TWEET_NOT_FOUND';
}

function write(world: World, { by, content, replyTo = null, quoted = null, retweetOf = null }: New): void {
  const name = `#${world.tweets.length + 1}`;
  const tweet: Tweet = {
    name,
    by,
    content,
    former: [],
    replyTo,
    quoted,
    retweetOf,
    detachedFrom: null,
    state: 'living',
    removal: null,
  };
  world.tweets.push(tweet);
  world.news.entries.push(tweet);
  world.news.replies.push(tweet);
  tellOfTweet(world, tweet);
}

interface Draft {
  by: Account;
  content: Content;
}
interface Act {
  by: Account;
  tweet: Tweet;
}
type Answer = Draft & Act;
type New = Pick<Tweet, 'by' | 'content'> & Partial<Pick<Tweet, 'replyTo' | 'quoted' | 'retweetOf'>>;
