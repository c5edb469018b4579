import { describeTweet } from './describe.ts';
import { isForHome } from './home.ts';
import { describeGroup } from './notifications.ts';
import { comesUnasked, isActive, isSeen } from './sight.ts';
import { rootOf } from './tweets.ts';
import { type Account, type Hearing, has, noNews, type Tweet, type World } from './world.ts';

/**
 * Each stream tells what was added, to who sees it then. Who is suspended has none, and goes on later where it ended. What comes
 * back to a list that it was taken out of (after a mute, say) is told to nobody.
 */
export function tellStreams(world: World): void {
  for (const account of world.accounts) {
    const hearing = hearingOf(world, account);
    // What is older than a follow is no news of it.
    hearing.missed.entries.push(...world.news.entries.filter((tweet) => isForHome(world, account, tweet)));
    hearing.missed.replies.push(...world.news.replies);
    if (!isActive(account)) hearing.followsThread = false;
    else tell(world, account, hearing);
  }
  world.news = noNews();
}

export function hearingOf({ hearings }: World, account: Account): Hearing {
  const known = hearings.get(account) ?? {
    told: { home: [], notifications: [], thread: [] },
    missed: noNews(),
    heard: new Set(),
    followsThread: true,
  };
  hearings.set(account, known);
  return known;
}

function tell(world: World, viewer: Account, hearing: Hearing): void {
  const { told, missed } = hearing;
  for (const tweet of inOrder(world, missed.entries))
    if (isForHome(world, viewer, tweet) && comesUnasked(world, viewer, tweet) && !hearing.heard.has(tweet)) {
      hearing.heard.add(tweet);
      told.home.push(describeTweet(world, viewer, { tweet, unasked: true }));
    }
  missed.entries = [];
  for (const group of world.news.groups)
    if (group.user === viewer) told.notifications.push(...describeGroup(world, group).map(toLine));
  const [first] = world.tweets;
  // The stream of a conversation begins with a tweet that is seen.
  hearing.followsThread ||= first !== undefined && isSeen(world, viewer, first);
  if (!first || !hearing.followsThread) return;
  for (const tweet of inOrder(world, missed.replies)) {
    const isAsked = tweet.by === first.by || !has(world.mutes, viewer, tweet.by);
    if (rootOf(tweet) === first && isAsked && isSeen(world, viewer, tweet))
      told.thread.push(describeTweet(world, viewer, { tweet }));
  }
  missed.replies = [];
}

/** Of what was missed the oldest comes first. */
function inOrder({ tweets }: World, added: readonly Tweet[]): Tweet[] {
  return tweets.filter((tweet) => added.includes(tweet));
}

/** A notification in one line. */
export function toLine({ type, tweet, actors, actorCount }: Line): string {
  return `${type} ${tweet ?? ''} by ${actors} of ${actorCount}`;
}

interface Line {
  type: string;
  tweet: string | null;
  actors: readonly string[];
  actorCount: number;
}
