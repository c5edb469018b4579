import { countsOf } from './counts.ts';
import { describeTweet } from './describe.ts';
import type { Looked } from './looked.ts';
import { areApart, comesUnasked, isActive, isSeen } from './sight.ts';
import type { Account, Tweet, World } from './world.ts';

/** What a search for this finds. */
const searches: Record<string, (tweet: Tweet, world: World) => boolean> = {
  zebra: ({ content }) => content?.word === 'zebra',
  '#birds': ({ content }) => content?.hashtag === 'birds',
  '@bob': ({ content }) => content?.mention === 'bob',
  'quartz -#bees': ({ content }) => content?.word === 'quartz' && content.hashtag !== 'bees',
  'from:ada': ({ by }) => by.name === 'ada',
  'to:cyd': ({ replyTo }) => replyTo?.by.name === 'cyd',
  'zebra min_likes:1': (tweet, world) => tweet.content?.word === 'zebra' && countsOf(world, tweet).likes > 0,
};

export const queries = Object.keys(searches);

export function searchesOf(world: World, viewer: Account, looked: Looked) {
  return {
    tweets: looked.queries.map((query) => find(world, viewer, query)),
    users: looked.accounts
      .filter((account) => isActive(account) && !areApart(world, viewer, account))
      .map(({ name }) => name),
    hashtags: looked.hashtags.map((name) => publicUses(world, name).length),
  };
}

/** Newest first. Who names an author asks for them; else nothing of muted authors is found. */
function find(world: World, viewer: Account, query: string): string[] {
  const unasked = !query.startsWith('from:');
  const isFound = unasked ? comesUnasked : isSeen;
  return world.tweets
    .filter((tweet) => !tweet.retweetOf && searches[query]?.(tweet, world) && isFound(world, viewer, tweet))
    .map((tweet) => describeTweet(world, viewer, { tweet, unasked }))
    .toReversed();
}

/** Tweets that everyone may see, and that carry a hashtag. */
export function publicUses({ tweets }: World, hashtag: string): Tweet[] {
  return tweets.filter(
    ({ by, state, content }) =>
      state === 'living' && content?.hashtag === hashtag && isActive(by) && !by.isPrivate,
  );
}
