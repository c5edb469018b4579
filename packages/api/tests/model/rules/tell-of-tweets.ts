import { notify } from './notices.ts';
import type { Account, Content, Tweet, World } from './world.ts';

/** Of answering, quoting and mentioning somebody, a tweet tells of the first that applies. */
export function tellOfTweet(world: World, tweet: Tweet): void {
  const { by: actor, replyTo, quoted, retweetOf, content } = tweet;
  const told = new Set<Account>();
  const tell = (user: Account | undefined, type: 'reply' | 'quote' | 'mention') => {
    if (user && !told.has(user)) notify(world, { user, type, actor, tweet });
    if (user) told.add(user);
  };
  tell(replyTo?.by, 'reply');
  tell(quoted?.by, 'quote');
  tell(findMentioned(world, content), 'mention');
  if (retweetOf) notify(world, { user: retweetOf.by, type: 'retweet', actor, tweet: retweetOf });
}

/** Those are told whom an edit mentions and the version before it did not, and all who shared the tweet. */
export function tellOfEdit(world: World, tweet: Tweet): void {
  const { by: actor, content, former } = tweet;
  const mentioned = findMentioned(world, content);
  const isAnswered = mentioned === tweet.replyTo?.by || mentioned === tweet.quoted?.by;
  if (mentioned && !isAnswered && former.at(-1)?.mention !== mentioned.name)
    notify(world, { user: mentioned, type: 'mention', actor, tweet });
  for (const { by: user, retweetOf, quoted, state } of world.tweets)
    if (state === 'living' && (retweetOf === tweet || quoted === tweet))
      notify(world, { user, type: 'edit', actor, tweet, act: former.length });
}

function findMentioned({ accounts }: World, content: Content | null): Account | undefined {
  return accounts.find(({ name }) => name === content?.mention);
}
