import { type Caller, rejection, type TestApp, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { expect } from 'vitest';

/** What is done often stands more often. */
const peacefulVerbs = [
  ...([
    'post',
    'post',
    'reply',
    'quote',
    'delete',
    'like',
    'like',
    'unlike',
    'retweet',
    'unretweet',
  ] as const),
  ...(['follow', 'follow', 'follow', 'unfollow', 'bookmark', 'unbookmark'] as const),
];
const hostileVerbs = ['block', 'unblock', 'mute', 'unmute', 'lock', 'unlock', 'suspend'] as const;

export const accounts = 6;
/** The first accounts quarrel, hide and are suspended; what the others do to each other is heard for certain. */
export const quarrelsome = 3;

/** One thing after the other that an account does. */
export const actionsOfOne = (account: number) =>
  fc.array(
    fc.record({
      verb: fc.constantFrom(...peacefulVerbs, ...(account < quarrelsome ? hostileVerbs : [])),
      target: fc.nat({ max: accounts - 1 }),
      tweet: fc.nat(),
    }),
    { minLength: 8, maxLength: 16 },
  );

const allowedErrors = [
  ...([
    'TWEET_NOT_FOUND',
    'FORBIDDEN',
    'BLOCKED',
    'PRIVATE_TWEET',
    'USER_NOT_FOUND',
    'SESSION_ENDED',
  ] as const),
  ...(['CANNOT_FOLLOW_SELF', 'CANNOT_BLOCK_SELF', 'CANNOT_MUTE_SELF', 'ACCOUNT_SUSPENDED'] as const),
];

/** What is possible is done; the rest is refused. */
export async function perform({ verb, tweet, target }: Action, actor: Actor): Promise<void> {
  const { app, moderator, user, users, tweets } = actor;
  const other = at(users, target);
  const { id } = other;
  const caller = app.as(user);
  const post = async (input: Parameters<Caller['tweets']['create']>[0]) => {
    tweets.push({ id: (await caller.tweets.create(input)).id, authorId: user.id });
  };
  const { id: tweetId } = at(tweets, tweet);
  const own = tweets.filter(({ authorId }) => authorId === user.id);
  const actions: Record<Verb, () => Promise<unknown>> = {
    post: () => post({ text: `good news for @${other.username} #news` }),
    reply: () => post({ text: 'a reply', replyToId: tweetId }),
    quote: () => post({ text: 'a quote', quotedId: tweetId }),
    delete: () => caller.tweets.delete({ id: at(own, tweet).id }),
    like: () => caller.likes.create({ id: tweetId }),
    unlike: () => caller.likes.delete({ id: tweetId }),
    retweet: () => caller.retweets.create({ id: tweetId }),
    unretweet: () => caller.retweets.delete({ id: tweetId }),
    bookmark: () => caller.bookmarks.create({ id: tweetId }),
    unbookmark: () => caller.bookmarks.delete({ id: tweetId }),
    follow: () => caller.follows.create({ id }),
    unfollow: () => caller.follows.delete({ id }),
    block: () => caller.moderation.block({ id }),
    unblock: () => caller.moderation.unblock({ id }),
    mute: () => caller.moderation.mute({ id }),
    unmute: () => caller.moderation.unmute({ id }),
    lock: () => caller.users.update({ id: user.id, private: true }),
    unlock: () => caller.users.update({ id: user.id, private: false }),
    suspend: () => app.as(moderator).admin.users.suspend({ id: user.id, reason: 'a quarrel' }),
  };
  const call = actions[verb]();
  await call.catch(async () => expect(allowedErrors).toContain((await rejection(call)).code));
}

/** Round and round. */
export function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position % items.length];
  if (item === undefined) throw new RangeError('there is none');
  return item;
}

type Verb = (typeof peacefulVerbs | typeof hostileVerbs)[number];

interface Action {
  verb: Verb;
  /** The account that it is done to. */
  target: number;
  /** One of the tweets there are. */
  tweet: number;
}

interface Actor {
  app: TestApp;
  moderator: TestUser;
  user: TestUser;
  users: readonly TestUser[];
  /** Of all accounts, at least one of each; what is posted is added. */
  tweets: { id: string; authorId: string }[];
}
