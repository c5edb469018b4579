import { describeEntry } from '../rules/home.ts';
import type { Looked } from '../rules/looked.ts';
import type { Account } from '../rules/world.ts';
import type { Product } from './product.ts';
import { describeTweet, readAll } from './read.ts';
import { readLists, readOwnLists, readProfile, toNames } from './read-account.ts';
import { readFeed, readSearches } from './read-found.ts';
import { readNotifications } from './read-notifications.ts';
import { readTweetPage } from './read-tweet.ts';

/** All that the product shows to a viewer, as the model says it. */
export async function readViews(product: Product, { name: viewer }: Account, looked: Looked) {
  const { accounts, tweets } = looked;
  const home = await readAll(product.as(viewer).timelines.home);
  return {
    home: home.map((tweet) => {
      const { users = [], userCount = 0 } = tweet.retweetedBy ?? {};
      return describeEntry(describeTweet(product, tweet), toNames(users), userCount);
    }),
    feed: await readFeed(product, viewer),
    searches: await readSearches(product, viewer, looked),
    notifications: await readNotifications(product, viewer),
    own: await readOwnLists(product, viewer),
    profiles: await Promise.all(accounts.map(({ name }) => readProfile(product, viewer, name))),
    lists: await Promise.all(accounts.map(({ name }) => readLists(product, viewer, name))),
    tweets: await Promise.all(tweets.map(({ name }) => readTweetPage(product, viewer, name))),
  };
}
