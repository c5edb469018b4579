import type { Step } from './histories.ts';
import type { Act, Verb } from './rules/acts.ts';
import { isActive } from './rules/sight.ts';
import type { Account, Bond, Mark, Tweet, World } from './rules/world.ts';

/** Whom and what a step means. As a rule that is somebody and something that the verb changes, if there are any. */
export function toAct(world: World, step: Step, number: number): Act {
  const { verb, word, hashtag, strays } = step;
  const aim = <Item>(all: readonly Item[], meant: readonly Item[] | undefined, place: number) =>
    at(meant && meant.length > 0 && !strays ? meant : all, place);
  const by = aim(world.accounts, world.accounts.filter(isActive), step.by);
  const to = aim(world.accounts, accountsMeant[verb]?.(world, by), step.to);
  const tweet = aim(world.tweets.toReversed(), tweetsMeant[verb]?.(world, by), step.tweet);
  const mention = step.mentions ? to.name : null;
  return { by, to, tweet, content: { word, hashtag, mention, number: number + 1 } };
}

/** Round and round. */
export function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position % items.length];
  if (item === undefined) throw new RangeError('there is none');
  return item;
}

const boundBy = (bonds: readonly Bond[], by: Account) =>
  bonds.filter((bond) => bond.by === by).map(({ to }) => to);
const boundTo = (bonds: readonly Bond[], to: Account) =>
  bonds.filter((bond) => bond.to === to).map(({ by }) => by);
const markedBy = (marks: readonly Mark[], by: Account) =>
  marks.filter((mark) => mark.by === by).map(({ tweet }) => tweet);
const writtenBy = ({ tweets }: World, by: Account) =>
  tweets.filter((tweet) => tweet.by === by && tweet.state === 'living').toReversed();
const away = ({ accounts }: World) => accounts.filter((account) => !isActive(account));

const accountsMeant: Meant<Account> = {
  unfollow: ({ follows }, by) => boundBy(follows, by),
  removeFollower: ({ follows }, by) => boundTo(follows, by),
  accept: ({ requests }, by) => boundTo(requests, by),
  reject: ({ requests }, by) => boundTo(requests, by),
  unblock: ({ blocks }, by) => boundBy(blocks, by),
  unmute: ({ mutes }, by) => boundBy(mutes, by),
  restore: away,
  expire: away,
  comeBack: away,
};

const tweetsMeant: Meant<Tweet> = {
  edit: (world, by) => writtenBy(world, by).filter(({ retweetOf }) => retweetOf === null),
  delete: writtenBy,
  unretweet: (world, by) => writtenBy(world, by).filter(({ retweetOf }) => retweetOf !== null),
  unlike: ({ likes }, by) => markedBy(likes, by),
  unbookmark: ({ bookmarks }, by) => markedBy(bookmarks, by),
  restoreTweet: ({ tweets }) => tweets.filter(({ state }) => state === 'removed'),
};

type Meant<Item> = Partial<Record<Verb, (world: World, by: Account) => readonly Item[]>>;
