import type { WriteOptions } from '@dunlin/sdk';
import type { FollowState, Ledger, PostedTweet } from './ledger.ts';
import type { People, Person } from './people.ts';

/** Of the tweets, so many of the latest are liked and deleted. */
const recentTweets = 200;

/** One thing to write, until it is acknowledged or refused. */
export interface Write {
  kind: 'tweet' | 'like' | 'follow' | 'unfollow' | 'delete';
  send(options: WriteOptions): Promise<unknown>;
  acknowledge(answer: unknown): void;
  refuse(): void;
}

/** Chooses at random; what it chooses stands in the ledger, and its fate will. */
export function createWriteChooser({ authors }: People): WriteChooser {
  const tweets: PostedTweet[] = [];
  const follows = new Map<string, FollowState>();
  const tweetBy = (author: Person) => {
    const tweet: PostedTweet = {
      ...{ author, text: `fault test ${tweets.length}`, id: undefined },
      ...{ deletion: 'none', likes: new Map() },
    };
    tweets.push(tweet);
    return writeTweet(tweet);
  };
  const chooseTweet = () => tweetBy(pick(authors));
  const pickRecent = () => {
    const tweet = pick(tweets.slice(-recentTweets));
    return tweet?.id !== undefined && tweet.deletion === 'none' ? tweet : undefined;
  };
  const chooseLike = () => writeLike(pickRecent(), pick(authors));
  const chooseFollow = () => writeFollow(follows, pick(authors), pick(authors));
  const chooseDeletion = () => writeDeletion(pickRecent());
  const chances = [
    { upTo: 0.45, choose: chooseTweet },
    { upTo: 0.75, choose: chooseLike },
    { upTo: 0.92, choose: chooseFollow },
    { upTo: 1, choose: chooseDeletion },
  ];
  return {
    ledger: { tweets, follows },
    tweetBy,
    choose() {
      const chance = Math.random();
      return chances.find(({ upTo }) => chance < upTo)?.choose() ?? chooseTweet();
    },
  };
}

interface WriteChooser {
  readonly ledger: Ledger;
  choose(): Write;
  /** A tweet of this author. */
  tweetBy(author: Person): Write;
}

function writeTweet(tweet: PostedTweet): Write {
  return {
    kind: 'tweet',
    send: (options) => tweet.author.client.tweets.create({ text: tweet.text }, options),
    acknowledge(answer) {
      // `as`: what tweets.create answers.
      tweet.id = (answer as { id: string }).id;
    },
    refuse() {},
  };
}

function writeLike(tweet: PostedTweet | undefined, liker: Person): Write | undefined {
  const { id } = tweet ?? {};
  if (!tweet || id === undefined || tweet.likes.has(liker.id)) return;
  tweet.likes.set(liker.id, 'asked');
  return {
    kind: 'like',
    send: (options) => liker.client.likes.create({ id }, options),
    acknowledge: () => tweet.likes.set(liker.id, 'acknowledged'),
    refuse: () => tweet.likes.set(liker.id, 'refused'),
  };
}

function writeFollow(
  follows: Map<string, FollowState>,
  follower: Person,
  followee: Person,
): Write | undefined {
  const key = `${follower.id}:${followee.id}`;
  const state = follows.get(key) ?? { isFollowing: false, isChanging: false };
  if (follower === followee || state.isChanging) return;
  follows.set(key, state);
  state.isChanging = true;
  const { create, delete: remove } = follower.client.follows;
  const change = state.isFollowing ? remove : create;
  return {
    kind: state.isFollowing ? 'unfollow' : 'follow',
    send: (options) => change({ id: followee.id }, options),
    acknowledge() {
      state.isFollowing = !state.isFollowing;
      state.isChanging = false;
    },
    refuse() {
      state.isChanging = false;
    },
  };
}

function writeDeletion(tweet: PostedTweet | undefined): Write | undefined {
  const { id } = tweet ?? {};
  if (!tweet || id === undefined) return;
  tweet.deletion = 'asked';
  return {
    kind: 'delete',
    send: (options) => tweet.author.client.tweets.delete({ id }, options),
    acknowledge() {
      tweet.deletion = 'acknowledged';
    },
    refuse() {
      tweet.deletion = 'refused';
    },
  };
}

function pick<Item>(items: readonly Item[]): Item;
function pick<Item>(items: readonly Item[]): Item | undefined {
  return items[Math.floor(Math.random() * items.length)];
}
