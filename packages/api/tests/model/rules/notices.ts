import { hearsOf, isActive, isOpenTo } from './sight.ts';
import { shares } from './tweets.ts';
import type { Account, Group, Notice, NoticeType, Repeatable, Subject, Tweet, World } from './world.ts';

/** Writes what is new, of someone whom the user hears of. What is done again moves to where it is news. Nobody is told anything while suspended. */
export function notify(world: World, { isRead = false, ...asked }: Asked): void {
  const { user, type, actor, tweet = null, act = null } = asked;
  const subject = { user, type, tweet };
  if ((user === actor && type !== 'removal') || !isActive(user) || !stands(world, subject, { actor, act }))
    return;
  const known = findKnown(world, subject, actor);
  if (known?.notice.act === act) return;
  if (known) known.group.notices = known.group.notices.filter((notice) => notice !== known.notice);
  // What is no news gathers as far as it comes at once.
  const gathering = isRead ? world.news.groups : world.notifications;
  const open = gathering.find((group) => group.isRead === isRead && isOf(group, subject));
  const group = open ?? { ...subject, isRead, notices: [] };
  group.notices.push({ actor, act });
  // One that grows is on top again.
  world.notifications = [...world.notifications.filter((other) => other !== group), group];
  if (!world.news.groups.includes(group)) world.news.groups.push(group);
}

/** Whether it is true now, of someone whom the user hears of. */
export function stands(world: World, { user, type, tweet }: Subject, { actor, act }: Notice): boolean {
  // By a moderator, who is not named. A retweet does not come back, and nobody is told of it.
  if (type === 'removal')
    return isActive(user) && tweet?.state === 'removed' && !tweet.retweetOf && tweet.removal === act;
  if (!hearsOf(world, user, actor) || (tweet && tweet.state !== 'living')) return false;
  const mayRead = isOpenTo(world, user, actor);
  switch (type) {
    case 'like':
      return world.likes.some((like) => like.by === actor && like.tweet === tweet);
    case 'follow':
    case 'followAccepted':
      return world.follows.some((follow) => follow === act);
    case 'followRequest':
      return world.requests.some((request) => request === act);
    case 'retweet':
      return mayRead && shares(world, actor, tweet, ['retweetOf']);
    case 'edit':
      return mayRead && shares(world, user, tweet, ['retweetOf', 'quoted']);
    case 'mention':
      return mayRead && tweet?.content?.mention === user.name;
    case 'quote':
      return mayRead && tweet !== null && tweet.quoted !== null;
    default:
      return mayRead;
  }
}

export function read(world: World, { by }: { by: Account }): undefined {
  for (const group of world.notifications) if (group.user === by) group.isRead = true;
}

function isOf(group: Group, { user, type, tweet }: Subject): boolean {
  return group.user === user && group.type === type && group.tweet === tweet;
}

function findKnown({ notifications }: World, { user, type, tweet }: Subject, actor: Account) {
  for (const group of notifications) {
    if (group.user !== user || group.tweet !== tweet || kindOf(group.type) !== kindOf(type)) continue;
    const notice = group.notices.find((one) => one.actor === actor);
    if (notice) return { group, notice };
  }
  return;
}

/** Of answering, quoting and mentioning, a tweet notifies of one. */
function kindOf(type: NoticeType): string {
  return type === 'reply' || type === 'quote' || type === 'mention' ? 'tweet' : type;
}

interface Asked {
  user: Account;
  type: NoticeType;
  actor: Account;
  tweet?: Tweet;
  act?: Repeatable;
  /** Whether it is no news to the user. */
  isRead?: boolean;
}
