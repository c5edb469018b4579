import type { HomeTweet, UserSummary } from '@dunlin/sdk';
import { compareIds } from './compare-ids.ts';

/** Retweets this near to each other are one item, as in the timeline that the server gives. */
const groupedWithin = 50;
const namedRetweeters = 3;

/**
 * The home timeline of its pages and of what came beside them: newest first, each tweet and its near retweets as one item.
 * What is older than `oldest`, the end of the pages, comes with those that are still to be read.
 */
export function mergeHome(
  paged: readonly HomeTweet[],
  beside: readonly HomeTweet[],
  oldest: HomeTweet | undefined,
): HomeTweet[] {
  const within = oldest ? beside.filter(({ id }) => compareIds(id, oldest.id) > 0) : beside;
  // Of what is there twice the page has it as it was read last.
  const merged: HomeTweet[] = [];
  const places = new Map<string, number>();
  for (const item of [...paged, ...within].sort((a, b) => compareIds(b.id, a.id))) {
    const original = item.retweetOf?.id ?? item.id;
    const place = places.get(original);
    const newer = place === undefined ? undefined : merged[place];
    if (place === undefined || !newer || merged.length - place > groupedWithin) {
      places.set(original, merged.length);
      merged.push(item);
    } else merged[place] = withRetweeters(newer, item);
  }
  return merged;
}

function withRetweeters(newer: HomeTweet, older: HomeTweet): HomeTweet {
  if (newer.id === older.id) return newer;
  const users = [...retweetersOf(newer), ...retweetersOf(older)];
  const distinct = users.filter(({ id }, index) => users.findIndex((user) => user.id === id) === index);
  const repeated = users.length - distinct.length;
  const userCount = countOf(newer) + countOf(older) - repeated;
  if (userCount < 2) return newer;
  return { ...newer, retweetedBy: { users: distinct.slice(0, namedRetweeters), userCount } };
}

function retweetersOf({ retweetedBy, retweetOf, author }: HomeTweet): UserSummary[] {
  return retweetedBy?.users ?? (retweetOf ? [author] : []);
}

function countOf(item: HomeTweet): number {
  return item.retweetedBy?.userCount ?? retweetersOf(item).length;
}
