import { countsOfAccount } from './counts.ts';
import { describeTweet } from './describe.ts';
import { areApart, isActive, isOpenTo, isSeen } from './sight.ts';
import { type Account, has, type World } from './world.ts';

/** What stands in a profile, which a block does not hide: else nobody could take it back. */
export function profileOf(world: World, viewer: Account, account: Account) {
  if (!isActive(account)) return 'USER_NOT_FOUND';
  const { follows, requests, blocks, mutes } = world;
  return {
    isPrivate: account.isPrivate,
    ...countsOfAccount(world, account),
    viewer: {
      following: has(follows, viewer, account),
      followedBy: has(follows, account, viewer),
      requested: has(requests, viewer, account),
      blocking: has(blocks, viewer, account),
      muting: has(mutes, viewer, account),
    },
  };
}

/** The lists of a profile, latest first, to who may see them. */
export function listsOf(world: World, viewer: Account, account: Account) {
  if (!isActive(account)) return 'USER_NOT_FOUND';
  if (areApart(world, viewer, account)) return 'BLOCKED';
  if (!isOpenTo(world, viewer, account)) return 'PRIVATE_ACCOUNT';
  const show = (tweets: World['tweets']) =>
    tweets
      .filter((tweet) => isSeen(world, viewer, tweet))
      .map((tweet) => describeTweet(world, viewer, { tweet }))
      .toReversed();
  return {
    tweets: show(world.tweets.filter(({ by }) => by === account)),
    likes: show(world.likes.filter(({ by }) => by === account).map(({ tweet }) => tweet)),
    followers: listAccounts(
      world,
      viewer,
      world.follows.filter(({ to }) => to === account).map(({ by }) => by),
    ),
    following: listAccounts(
      world,
      viewer,
      world.follows.filter(({ by }) => by === account).map(({ to }) => to),
    ),
  };
}

/** Latest first, without who is suspended or behind a block. */
export function listAccounts(world: World, viewer: Account, accounts: readonly Account[]): string[] {
  return accounts
    .filter((account) => isActive(account) && !areApart(world, viewer, account))
    .map(({ name }) => name)
    .toReversed();
}
