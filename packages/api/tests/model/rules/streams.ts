import { describeTweet } from './describe.ts';
import { isForHome } from './home.ts';
import type { Group } from './notices.ts';
import { describeGroup } from './notifications.ts';
import { comesUnasked, isActive, isSeen } from './sight.ts';
import { type Account, has, type Tweet, type World } from './world.ts';
import { rootOf } from './writing.ts';

/** What the streams of an account have told, in their order. */
export interface Told {
  home: string[];
  notifications: string[];
  /** Of the conversation that the first tweet begins. */
  thread: string[];
}

/** How far the streams of an account have come. */
export interface Hearing {
  told: Told;
  missed: News;
  followsThread: boolean;
}

/** What an act adds to lists, which streams have not told yet. */
export interface News {
  entries: Tweet[];
  replies: Tweet[];
  groups: Group[];
}

export const noNews = (): News => ({ entries: [], replies: [], groups: [] });

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
    followsThread: true,
  };
  hearings.set(account, known);
  return known;
}

function tell(world: World, viewer: Account, hearing: Hearing): void {
  const { told, missed } = hearing;
  for (const tweet of inOrder(world, missed.entries))
    if (isForHome(world, viewer, tweet) && comesUnasked(world, viewer, tweet))
      told.home.push(describeTweet(world, viewer, { tweet, unasked: true }));
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
