import type { Database, Transaction } from '@dunlin/db';
import type { Hints, HintTopic } from '../live/hints.ts';
import { loadTimelineHeads } from '../timelines/queries.ts';
import { loadMarks, type Marks } from '../tweets/marks.ts';
import { loadTweetViews, type TweetView } from '../tweets/queries.ts';
import { loadUserViews, type UserView } from '../users/queries.ts';
import { type Boundaries, loadBoundaries, loadFollows } from '../visibility/queries.ts';
import { createViewCache, type ViewCache } from './view-cache.ts';

/** Bounds how stale a view can be when a hint was lost. */
const maxAgeMs = 30_000;

/** In-process caches of what reads ask for again and again, by their keys alone; kept fresh by hints. */
export interface Views {
  users: ViewCache<UserView>;
  tweets: ViewCache<TweetView>;
  /** By `userId:tweetId`: what the user has done with the tweet. */
  marks: ViewCache<Marks>;
  /** By user: blocks and mutes. */
  boundaries: ViewCache<Boundaries>;
  /** By `followerId:followeeId`; asked for when the followee is private. */
  follows: ViewCache<{ follows: boolean }>;
  /** By user: the newest ids of the home timeline. */
  timelineHeads: ViewCache<readonly string[]>;
}

const loaders = {
  users: loadUserViews,
  tweets: loadTweetViews,
  marks: loadMarks,
  boundaries: loadBoundaries,
  follows: loadFollows,
  timelineHeads: loadTimelineHeads,
};

export function createViews(db: Database, hints: Hints): Views {
  const views: Views = {
    users: createViewCache({ maxEntries: 20_000, maxAgeMs, load: (ids) => loaders.users(db, ids) }),
    tweets: createViewCache({ maxEntries: 50_000, maxAgeMs, load: (ids) => loaders.tweets(db, ids) }),
    marks: createViewCache({ maxEntries: 200_000, maxAgeMs, load: (keys) => loaders.marks(db, keys) }),
    boundaries: createViewCache({ maxEntries: 20_000, maxAgeMs, load: (ids) => loaders.boundaries(db, ids) }),
    follows: createViewCache({ maxEntries: 100_000, maxAgeMs, load: (keys) => loaders.follows(db, keys) }),
    timelineHeads: createViewCache({
      maxEntries: 20_000,
      maxAgeMs,
      load: (ids) => loaders.timelineHeads(db, ids),
    }),
  };
  const invalidateOn = (topic: HintTopic, cache: ViewCache<unknown>, toKey = (id: string) => id) =>
    hints.onAny(topic, (ids) => {
      for (const id of ids) cache.invalidate(toKey(id));
    });
  invalidateOn('users', views.users);
  invalidateOn('tweets', views.tweets);
  invalidateOn('marks', views.marks);
  invalidateOn('boundaries', views.boundaries);
  invalidateOn('follows', views.follows);
  invalidateOn('timelines', views.timelineHeads, (id) => id.split(':')[0] ?? id);
  hints.onGap(() => {
    for (const cache of Object.values(views)) cache.clear();
  });
  return views;
}

/** Views of what a transaction sees: nothing is cached. */
export function createTransactionViews(trx: Transaction): Views {
  return {
    users: uncached((ids) => loaders.users(trx, ids)),
    tweets: uncached((ids) => loaders.tweets(trx, ids)),
    marks: uncached((keys) => loaders.marks(trx, keys)),
    boundaries: uncached((ids) => loaders.boundaries(trx, ids)),
    follows: uncached((keys) => loaders.follows(trx, keys)),
    timelineHeads: uncached((ids) => loaders.timelineHeads(trx, ids)),
  };
}

function uncached<Value>(load: (keys: readonly string[]) => Promise<Map<string, Value>>): ViewCache<Value> {
  return {
    getMany: load,
    get: async (key) => (await load([key])).get(key),
    peek: () => undefined,
    invalidate: () => {},
    clear: () => {},
    stats: () => ({ hits: 0, misses: 0, entries: 0 }),
  };
}
