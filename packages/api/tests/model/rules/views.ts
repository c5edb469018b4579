import { feedOf } from './feed.ts';
import { homeOf } from './home.ts';
import type { Looked } from './looked.ts';
import { notificationsOf } from './notifications.ts';
import { ownListsOf } from './own-lists.ts';
import { listsOf, profileOf } from './profile.ts';
import { searchesOf } from './search.ts';
import { tweetPageOf } from './tweet-page.ts';
import type { Account, World } from './world.ts';

/** All that a viewer is shown. */
export function viewsOf(world: World, viewer: Account, looked: Looked) {
  const { accounts, tweets } = looked;
  return {
    home: homeOf(world, viewer),
    feed: feedOf(world, viewer),
    searches: searchesOf(world, viewer, looked),
    notifications: notificationsOf(world, viewer),
    own: ownListsOf(world, viewer),
    profiles: accounts.map((account) => profileOf(world, viewer, account)),
    lists: accounts.map((account) => listsOf(world, viewer, account)),
    tweets: tweets.map((tweet) => tweetPageOf(world, viewer, tweet)),
  };
}
