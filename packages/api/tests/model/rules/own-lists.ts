import { describeTweet } from './describe.ts';
import { listAccounts } from './profile.ts';
import { isSeen } from './sight.ts';
import type { Account, Bond, World } from './world.ts';

/** What is the viewer's own, latest first. Whom one keeps off is listed though suspended, and behind one's block, and not while they have left. */
export function ownListsOf(world: World, viewer: Account) {
  const { requests, blocks, mutes, bookmarks } = world;
  const keptOff = (bonds: readonly Bond[]) =>
    bonds
      .filter(({ by, to }) => by === viewer && !to.hasLeft)
      .map(({ to }) => to.name)
      .toReversed();
  return {
    requests: listAccounts(
      world,
      viewer,
      requests.filter(({ to }) => to === viewer).map(({ by }) => by),
    ),
    blocks: keptOff(blocks),
    mutes: keptOff(mutes),
    removed: world.tweets
      .filter(({ by, state, retweetOf }) => by === viewer && state === 'removed' && !retweetOf)
      .map(({ name }) => name)
      .toReversed(),
    bookmarks: bookmarks
      .filter(({ by, tweet }) => by === viewer && isSeen(world, viewer, tweet))
      .map(({ tweet }) => describeTweet(world, viewer, { tweet }))
      .toReversed(),
  };
}
