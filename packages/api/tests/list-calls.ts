import type { Caller } from '@dunlin/harness';
import { known } from './fill-extremes.ts';

/** How a list operation is called here, and what it may ask of the database. */
export interface ListCall {
  by?: 'moderator' | 'admin';
  /** Of a page that nobody has read before. */
  statements: number;
  /** Of a page of 100, where it takes more. */
  statementsOfLong?: number;
  /** That a statement reads at most, of tables and indexes, to give a page of 20; 200 unless given. */
  rows?: number;
  call(caller: Caller, page: { limit: number; cursor?: string | undefined }): Promise<ListPage>;
}

interface ListPage {
  items: readonly unknown[];
  nextCursor: string | null;
}

const id = known.celebrity;

/** A line for each operation that gives pages. */
export const listCalls: Record<string, ListCall> = {
  'auth.sessions.list': { statements: 2, call: (caller, page) => caller.auth.sessions.list(page) },
  'users.list': { statements: 5, call: (caller, page) => caller.users.list(page) },
  'users.tweets': { statements: 6, call: (caller, page) => caller.users.tweets({ id, ...page }) },
  'users.followers': { statements: 6, call: (caller, page) => caller.users.followers({ id, ...page }) },
  'users.following': { statements: 6, call: (caller, page) => caller.users.following({ id, ...page }) },
  'users.likes': { statements: 8, call: (caller, page) => caller.users.likes({ id, ...page }) },
  'follows.requests.list': { statements: 5, call: (caller, page) => caller.follows.requests.list(page) },
  'tweets.history': {
    statements: 6,
    call: (caller, page) => caller.tweets.history({ id: known.popular, ...page }),
  },
  'tweets.replies': {
    statements: 9,
    call: (caller, page) => caller.tweets.replies({ id: known.popular, ...page }),
  },
  'tweets.thread': {
    statements: 9,
    call: (caller, page) => caller.tweets.thread({ id: known.popular, ...page }),
  },
  'tweets.likers': {
    statements: 8,
    call: (caller, page) => caller.tweets.likers({ id: known.popular, ...page }),
  },
  'tweets.retweeters': {
    statements: 8,
    call: (caller, page) => caller.tweets.retweeters({ id: known.popular, ...page }),
  },
  'tweets.quotes': {
    statements: 9,
    call: (caller, page) => caller.tweets.quotes({ id: known.popular, ...page }),
  },
  'bookmarks.list': { statements: 7, call: (caller, page) => caller.bookmarks.list(page) },
  // What is merged when it is read is asked of whom the viewer follows.
  'timelines.home': {
    statements: 7,
    statementsOfLong: 8,
    rows: 4_500,
    call: (caller, page) => caller.timelines.home(page),
  },
  // Of whom it is, all groups may be looked through to find some; the product keeps 2,000.
  'notifications.list': {
    statements: 8,
    rows: 2_500,
    call: (caller, page) => caller.notifications.list(page),
  },
  // It ranks what the home has.
  'feed.get': { statements: 8, rows: 7_000, call: (caller, page) => caller.feed.get(page) },
  // Of whom the viewer follows, those are asked for who are private.
  'search.tweets': {
    statements: 4,
    rows: 3_500,
    call: (caller, page) => caller.search.tweets({ q: 'wader', ...page }),
  },
  'search.users': { statements: 4, call: (caller, page) => caller.search.users({ q: 'user1', ...page }) },
  'search.hashtags': { statements: 3, call: (caller, page) => caller.search.hashtags({ q: 'tag', ...page }) },
  'hashtags.tweets': {
    statements: 8,
    rows: 3_500,
    call: (caller, page) => caller.hashtags.tweets({ hashtag: 'flock', ...page }),
  },
  'moderation.removedTweets': {
    statements: 3,
    call: (caller, page) => caller.moderation.removedTweets(page),
  },
  'moderation.blocks': { statements: 5, call: (caller, page) => caller.moderation.blocks(page) },
  'moderation.mutes': { statements: 5, call: (caller, page) => caller.moderation.mutes(page) },
  'admin.reports.list': {
    by: 'moderator',
    statements: 4,
    call: (caller, page) => caller.admin.reports.list(page),
  },
  'admin.appeals.list': {
    by: 'moderator',
    statements: 3,
    call: (caller, page) => caller.admin.appeals.list(page),
  },
  'admin.users.list': {
    by: 'moderator',
    statements: 3,
    call: (caller, page) => caller.admin.users.list(page),
  },
  'admin.tweets.list': {
    by: 'moderator',
    statements: 3,
    call: (caller, page) => caller.admin.tweets.list({ userId: id, ...page }),
  },
  'admin.trends.listHidden': {
    by: 'moderator',
    statements: 3,
    call: (caller, page) => caller.admin.trends.listHidden(page),
  },
  'admin.jobs.listFailed': {
    by: 'admin',
    statements: 3,
    call: (caller, page) => caller.admin.jobs.listFailed(page),
  },
  'admin.audit.list': { by: 'admin', statements: 3, call: (caller, page) => caller.admin.audit.list(page) },
};
