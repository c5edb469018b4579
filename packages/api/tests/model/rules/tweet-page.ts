import { countsOf } from './counts.ts';
import { describeTweet } from './describe.ts';
import { listAccounts } from './profile.ts';
import { isOpenTo, isSeen } from './sight.ts';
import { findRetweet, rootOf, versionOf } from './tweets.ts';
import { type Account, type Content, has, type Tweet, type World } from './world.ts';

/** What one tweet shows to who may see it, and what belongs to it. Of a retweet that is what belongs to the tweet that it repeats. */
export function tweetPageOf(world: World, viewer: Account, tweet: Tweet) {
  if (!isSeen(world, viewer, tweet)) return 'TWEET_NOT_FOUND';
  const original = tweet.retweetOf ?? tweet;
  return {
    tweet: describeTweet(world, viewer, { tweet }),
    original: singleOf(world, viewer, original),
    conversation: conversationOf(world, viewer, original),
    ...listsOfTweet(world, viewer, original),
  };
}

function singleOf(world: World, viewer: Account, tweet: Tweet) {
  const like = world.likes.find(({ by, tweet: liked }) => by === viewer && liked === tweet);
  return {
    content: tweet.content,
    version: versionOf(tweet),
    replyTo: tweet.replyTo?.name ?? null,
    root: rootOf(tweet).name,
    quoted: tweet.quoted?.name ?? null,
    quoteDetached: tweet.detachedFrom !== null,
    counts: countsOf(world, tweet),
    viewer: {
      likedVersion: like?.version ?? null,
      retweeted: findRetweet(world, viewer, tweet) !== undefined,
      bookmarked: world.bookmarks.some((mark) => mark.by === viewer && mark.tweet === tweet),
    },
    history: historyOf(tweet),
  };
}

/** What it said before its edits, latest first. */
function historyOf({ former }: Tweet): Content[] {
  return former.toReversed();
}

/** Without those whom the viewer mutes, but for the author of the tweet that is looked at, and how many that leaves out. */
function conversationOf(world: World, viewer: Account, tweet: Tweet) {
  const split = (tweets: readonly Tweet[]) => {
    const seen = tweets.filter((other) => isSeen(world, viewer, other));
    const shown = seen.filter(({ by }) => by === tweet.by || !has(world.mutes, viewer, by));
    return {
      tweets: shown.map((other) => describeTweet(world, viewer, { tweet: other })),
      leftOut: seen.length - shown.length,
    };
  };
  return {
    thread: split(
      world.tweets.filter((other) => other.retweetOf === null && rootOf(other) === rootOf(tweet)),
    ),
    replies: split(world.tweets.filter(({ replyTo }) => replyTo === tweet).toReversed()),
  };
}

/** Latest first. Who retweeted it from behind a private account is not told. */
function listsOfTweet(world: World, viewer: Account, tweet: Tweet) {
  const retweeters = world.tweets
    .filter(({ retweetOf, state }) => retweetOf === tweet && state === 'living')
    .map(({ by }) => by);
  return {
    likers: listAccounts(
      world,
      viewer,
      world.likes.filter((mark) => mark.tweet === tweet).map(({ by }) => by),
    ),
    retweeters: listAccounts(
      world,
      viewer,
      retweeters.filter((account) => isOpenTo(world, viewer, account)),
    ),
    quotes: world.tweets
      .filter((quote) => quote.quoted === tweet && isSeen(world, viewer, quote))
      .map((quote) => describeTweet(world, viewer, { tweet: quote }))
      .toReversed(),
  };
}
