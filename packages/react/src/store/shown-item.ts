import type { FeedReason, HomeTweet, Notification, QuotedTweet, UserSummary } from '@dunlin/sdk';
import { isTweet, isUser } from './entity.ts';
import type { ListRules } from './list-rules.ts';
import type { Store } from './store.ts';

/**
 * An item as its list goes on to show it: undefined when it is left out, as its tweet has been deleted, or somebody blocked or muted,
 * since it was read; without those of its users who are left out. The same object when nothing of it is.
 */
export function shownItem<Item>(store: Store, item: Item, rules: ListRules): Item | undefined {
  if (typeof item !== 'object' || item === null) return item;
  if (rules.isClosed) return undefined;
  // `as`: what it is made of is the item, with less in it.
  return showItem(store, item, rules) as Item | undefined;
}

function showItem(store: Store, item: object, rules: ListRules): object | undefined {
  if (isTweet(item)) return showTweet(store, item, rules);
  if (isUser(item)) return rules.leavesOutUser(item) ? undefined : item;
  // `as`: items that are about a user or a tweet are of these kinds.
  const about = item as { user?: UserSummary; tweet?: QuotedTweet | null };
  if (about.user && rules.leavesOutUser(about.user)) return undefined;
  const tweet = about.tweet && showTweet(store, about.tweet, rules);
  if (about.tweet && !tweet) return undefined;
  const shown = tweet === about.tweet ? item : { ...item, tweet };
  if ('actors' in shown) return showNotification(shown as Notification, rules); // `as`: only they have actors
  if ('reasons' in shown) return showReasons(shown as { reasons: FeedReason[] }, rules); // `as`: only the feed has reasons
  return shown;
}

function showTweet(store: Store, tweet: QuotedTweet, rules: ListRules): QuotedTweet | undefined {
  const isLeft = (one: QuotedTweet) => store.find(one) !== undefined && !rules.leavesOut(one.author);
  const original = 'retweetOf' in tweet ? (tweet as HomeTweet).retweetOf : null; // `as`: it may be one
  if (original && !isLeft(original)) return undefined;
  const named = original ? withoutRetweeters(tweet as HomeTweet, rules) : tweet; // `as`: it repeats one
  if (!named || !isLeft(named)) return undefined;
  const shown = withoutQuoted(store, named, rules);
  const shownOriginal = original && withoutQuoted(store, original, rules);
  return shownOriginal === original ? shown : Object.assign({ ...shown }, { retweetOf: shownOriginal });
}

/** What several have retweeted stands for those who are left, in its place. */
function withoutRetweeters(item: HomeTweet, rules: ListRules): HomeTweet | undefined {
  const { retweetedBy, ...tweet } = item;
  if (!retweetedBy) return item;
  const users = retweetedBy.users.filter((user) => !rules.leavesOut(user));
  const [author] = users;
  if (users.length === retweetedBy.users.length) return item;
  if (!author) return undefined;
  const userCount = retweetedBy.userCount - (retweetedBy.users.length - users.length);
  return { ...tweet, author, ...(userCount > 1 && { retweetedBy: { users, userCount } }) };
}

function withoutQuoted<Given extends QuotedTweet>(store: Store, tweet: Given, rules: ListRules): Given {
  // `as`: whether it quotes one depends on what it is.
  const { quoted } = tweet as { quoted?: QuotedTweet | null };
  return quoted && (!store.find(quoted) || rules.leavesOutQuoted(quoted.author))
    ? { ...tweet, quoted: null }
    : tweet;
}

/** 100 stands for more, of which some are left. */
const cappedCount = 100;

function showNotification(item: Notification, rules: ListRules): Notification | undefined {
  const actors = item.actors.filter((user) => !rules.leavesOut(user));
  if (actors.length === item.actors.length) return item;
  const { actorCount } = item;
  const left = item.actors.length - actors.length;
  return actors.length === 0
    ? undefined
    : { ...item, actors, actorCount: actorCount < cappedCount ? actorCount - left : actorCount };
}

function showReasons<Item extends { reasons: FeedReason[] }>(item: Item, rules: ListRules): Item | undefined {
  const isWhole = item.reasons.every(({ users }) => !users.some(rules.leavesOut));
  if (isWhole) return item;
  const reasons = item.reasons.flatMap((reason) => {
    const users = reason.users.filter((user) => !rules.leavesOut(user));
    const userCount = reason.userCount - (reason.users.length - users.length);
    return reason.users.length > 0 && users.length === 0 ? [] : [{ ...reason, users, userCount }];
  });
  return reasons.length === 0 ? undefined : { ...item, reasons };
}
