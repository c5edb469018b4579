import { homeOf } from './home.ts';
import { notificationsOf } from './notifications.ts';
import { ownListsOf } from './own-lists.ts';
import { listsOf, profileOf } from './profile.ts';
import { tweetPageOf } from './tweet-page.ts';
import type { Account, Tweet, World } from './world.ts';

/** All that a viewer is shown. */
export function viewsOf(world: World, viewer: Account, { accounts, tweets }: Looked) {
  return {
    home: homeOf(world, viewer),
    notifications: notificationsOf(world, viewer),
    own: ownListsOf(world, viewer),
    profiles: accounts.map((account) => profileOf(world, viewer, account)),
    lists: accounts.map((account) => listsOf(world, viewer, account)),
    tweets: tweets.map((tweet) => tweetPageOf(world, viewer, tweet)),
  };
}

/** What is looked at, one by one. */
export interface Looked {
  accounts: readonly Account[];
  tweets: readonly Tweet[];
}
