import { createTestApp } from '@dunlin/harness';
import { CompiledQuery, sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { listModeratedTweets } from '../src/admin/moderated-tweets.ts';
import { listModeratedUsers } from '../src/admin/users.ts';
import { countOwnActs, listTopTweets, loadAccountDays, loadTweetDays } from '../src/analytics/queries.ts';
import { listBookmarks } from '../src/bookmarks/queries.ts';
import { recountEngagement } from '../src/counters/recount-engagement.ts';
import { countInteractions, listPointers } from '../src/feed/queries.ts';
import { acceptPendingRequests } from '../src/follows/accept-pending-requests.ts';
import { listFollowers, listFollowing } from '../src/follows/queries.ts';
import { recountFollows } from '../src/follows/recount-follows.ts';
import { listRequests } from '../src/follows/requests.ts';
import { listLikedTweets, listLikers } from '../src/likes/queries.ts';
import { listBlocked, listMuted } from '../src/moderation/queries.ts';
import { notify } from '../src/notifications/notify.ts';
import { notifyOfEdit } from '../src/notifications/notify-of-edit.ts';
import {
  listNotificationIds,
  loadNotifications,
  markNotificationsRead,
  pickNotificationAdditions,
  readNotificationAdditions,
  summarizeNotifications,
} from '../src/notifications/queries.ts';
import {
  removeNotificationsOfTweet,
  removeNotificationsOfUser,
} from '../src/notifications/remove-notifications.ts';
import { deleteOldNotifications, trimNotifications } from '../src/notifications/trim-notifications.ts';
import { indexLikes, refreshTweets } from '../src/search/index-tweets.ts';
import { refreshUsers } from '../src/search/index-users.ts';
import { listUnlistedAuthorsSeenBy } from '../src/search/queries.ts';
import { fanOutTweet } from '../src/timelines/fan-out-tweet.ts';
import { fillTimeline } from '../src/timelines/fill-timeline.ts';
import { listHome, loadTimelineHeads } from '../src/timelines/home-entries.ts';
import { pickHomeAdditions, readHomeAdditions } from '../src/timelines/queries.ts';
import { reconcileFollow } from '../src/timelines/reconcile-follow.ts';
import { removeTweet } from '../src/timelines/remove-tweet.ts';
import { settleReaders } from '../src/timelines/settle-readers.ts';
import { settleTimelines } from '../src/timelines/settle-timelines.ts';
import { detachQuotes } from '../src/tweets/detach-quotes.ts';
import { isDeletedTweet } from '../src/tweets/is-deleted-tweet.ts';
import {
  listConversation,
  listQuotes,
  listReplies,
  listRetweeters,
  listTweetsOfAuthor,
} from '../src/tweets/list-tweets.ts';
import { loadMarks } from '../src/tweets/marks.ts';
import { purgeTweet } from '../src/tweets/purge-tweet.ts';
import { loadTweetViews } from '../src/tweets/queries.ts';
import {
  pickTweetAdditions,
  readAuthorAdditions,
  readConversationAdditions,
} from '../src/tweets/tweet-additions.ts';
import { listIndexedUsernames } from '../src/users/list-indexed-usernames.ts';
import { purgeUser } from '../src/users/purge/purge-user.ts';
import { loadUserViews } from '../src/users/queries.ts';
import { loadRelations } from '../src/users/relations.ts';
import { loadBoundaries, loadFollows } from '../src/visibility/queries.ts';
import { apply } from './apply.ts';
import { fillTables } from './fill-tables.ts';

let statements: Statement[] = [];
const app = await createTestApp({ onQuery: (query) => void statements.push(query) });
const { db } = app;
const { services } = app.api;
afterAll(() => app[Symbol.asyncDispose]());
await fillTables(db);
// What runs by the clock runs first when a server starts.
await app.drain();

const [user, other, tweet, last] = ['17', '18', '4321', '40000'];
const first = { last: undefined, limit: 21 };
const days = { from: '2026-01-01', to: '2026-01-28' };
const next = { last, limit: 21 };
const since = '900:900:';
const range = { since, backlog: { until: '2000:2000:', after: last } };
const ids = Array.from({ length: 20 }, (_, number) => String(1000 + number * 37));

test.for([
  ['listHome', () => listHome(db, user, first)],
  ['listHome, a later page', () => listHome(db, user, next)],
  ['listHome, a page that was short', () => listHome(db, user, { ...next, passesOver: true })],
  ['settleTimelines', () => settleTimelines(db, { userIds: [user, other], maxEntries: 800 })],
  ['settling readers', () => settleReaders.handle(services, [{ type: 'user.suspended', userId: other }])],
  [
    'settling readers of what was removed',
    () => settleReaders.handle(services, [{ type: 'tweet.removed', tweetId: tweet, authorId: user }]),
  ],
  [
    'accepting what was asked',
    () => acceptPendingRequests.handle(services, [{ type: 'user.restored', userId: other }]),
  ],
  [
    'notifying of an edit',
    () =>
      notifyOfEdit.handle(services, [{ type: 'tweet.updated', tweetId: tweet, authorId: user, version: 1 }]),
  ],
  ['loadTimelineHeads', () => loadTimelineHeads(db, [user, other])],
  ['readHomeAdditions', () => readHomeAdditions(db, user, range)],
  ['pickHomeAdditions', () => pickHomeAdditions(db, user, { ids, since })],
  ['listFollowers', () => listFollowers(db, user, first)],
  ['listFollowers, a later page', () => listFollowers(db, user, next)],
  ['listFollowing', () => listFollowing(db, user, next)],
  ['loadRelations', () => loadRelations(db, user, ids)],
  ['listIndexedUsernames', () => listIndexedUsernames(db, 20)],
  ['isDeletedTweet', () => isDeletedTweet(db, tweet)],
  ['listTweetsOfAuthor', () => listTweetsOfAuthor(db, { id: user }, next)],
  ['listReplies', () => listReplies(db, tweet, next)],
  ['listConversation', () => listConversation(db, tweet, first)],
  ['readConversationAdditions', () => readConversationAdditions(db, tweet, { ...range, limit: 800 })],
  ['readAuthorAdditions', () => readAuthorAdditions(db, user, { ...range, limit: 200 })],
  ['pickTweetAdditions', () => pickTweetAdditions(db, { conversationId: tweet }, { ids, since })],
  ['loadTweetViews', () => loadTweetViews(db, ids)],
  ['loadUserViews', () => loadUserViews(db, ids)],
  [
    'loadMarks',
    () =>
      loadMarks(
        db,
        ids.map((id) => `${user}:${id}`),
      ),
  ],
  [
    'loadFollows',
    () =>
      loadFollows(
        db,
        ids.map((id) => `${user}:${id}`),
      ),
  ],
  ['loadBoundaries', () => loadBoundaries(db, [user, other])],
  ['listRetweeters', () => listRetweeters(db, tweet, first)],
  ['listQuotes', () => listQuotes(db, tweet, next)],
  ['listBookmarks', () => listBookmarks(db, user, next)],
  ['listPointers of a feed', () => listPointers(db, user)],
  ['countInteractions', () => countInteractions(db, user)],
  ['loadTweetDays', () => loadTweetDays(db, { id: tweet, authorId: user }, days)],
  ['countOwnActs', () => countOwnActs(db, { id: tweet, authorId: user })],
  ['loadAccountDays', () => loadAccountDays(db, user, days)],
  ['listTopTweets', () => listTopTweets(db, user, days)],
  ['listRequests', () => listRequests(db, user, next)],
  ['listBlocked', () => listBlocked(db, user, next)],
  ['listMuted', () => listMuted(db, user, first)],
  ['listLikers', () => listLikers(db, tweet, first)],
  ['listLikedTweets', () => listLikedTweets(db, user, next)],
  [
    'fan-out',
    () =>
      apply(services, fanOutTweet, [
        { type: 'tweet.created', tweetId: tweet, authorId: user, conversationId: tweet },
      ]),
  ],
  [
    'reconciling a follow',
    () => apply(services, reconcileFollow, [{ type: 'follow.created', followerId: user, followeeId: other }]),
  ],
  [
    'reconciling an unfollow',
    () =>
      apply(services, reconcileFollow, [{ type: 'follow.deleted', followerId: user, followeeId: '1999' }]),
  ],
  ['listUnlistedAuthorsSeenBy', () => listUnlistedAuthorsSeenBy(db, user)],
  ['indexing tweets', () => refreshTweets(services, ids)],
  ['indexing users', () => refreshUsers(services, ids)],
  [
    'removing a tweet',
    () => apply(services, removeTweet, [{ type: 'tweet.deleted', tweetId: tweet, authorId: user }]),
  ],
  ['listNotificationIds', () => listNotificationIds(db, user, { ...first, start: undefined })],
  ['listNotificationIds, a later page', () => listNotificationIds(db, user, { ...next, start: last })],
  ['loadNotifications', () => loadNotifications(db, user, ids)],
  ['summarizeNotifications', () => summarizeNotifications(db, user)],
  ['readNotificationAdditions', () => readNotificationAdditions(db, user, range)],
  ['pickNotificationAdditions', () => pickNotificationAdditions(db, user, { ids, since })],
  ['markNotificationsRead', () => db.transaction().execute((trx) => markNotificationsRead(trx, user, last))],
  ['trimNotifications', () => trimNotifications(db, [user, other], 1)],
  ['deleteOldNotifications', () => deleteOldNotifications(services)],
  [
    'notifying of tweets',
    () =>
      apply(
        services,
        notify,
        ids.map((tweetId) => ({ type: 'tweet.updated', tweetId, authorId: user, version: 1 })),
      ),
  ],
  [
    'notifying of likes',
    () =>
      apply(
        services,
        notify,
        ids.map((tweetId) => ({ type: 'like.created', userId: user, tweetId, authorId: other })),
      ),
  ],
  [
    'indexing likes',
    () =>
      apply(
        services,
        indexLikes,
        ids.map((tweetId) => ({ type: 'like.created', userId: user, tweetId, authorId: other })),
      ),
  ],
  ...[recountFollows, recountEngagement].map((consumer): [string, () => Promise<unknown>] => [
    consumer.name,
    async () => {
      await db.updateTable('users').set({ suspendedAt: new Date() }).where('id', '=', '77').execute();
      await consumer.handle(services, [{ type: 'user.suspended', userId: '77' }]);
    },
  ]),
  [
    'detaching quotes',
    () => {
      const block = { blockId: '99999', blockerId: other, blockedId: user };
      return detachQuotes.handle(services, [{ type: 'block.created', ...block }]);
    },
  ],
  [
    'removing notifications of a tweet',
    () =>
      removeNotificationsOfTweet.handle(services, [
        { type: 'tweet.deleted', tweetId: tweet, authorId: user },
      ]),
  ],
  [
    'removing notifications of a user',
    () => removeNotificationsOfUser.handle(services, [{ type: 'user.deleted', userId: other }]),
  ],
  [
    'filling a timeline',
    () => fillTimeline.handle(services, [{ type: 'timeline.thinned', userId: user, below: tweet }]),
  ],
  ['purging an account', () => purgeUser.handle(services, [{ type: 'user.deleted', userId: '78' }])],
  [
    'purging a tweet and its retweets',
    async () => {
      const gone = { deletedAt: new Date(), deletedBy: '80' };
      await db.updateTable('tweets').set(gone).where('id', '=', '12346').execute();
      await purgeTweet.handle(services, [{ type: 'tweet.deleted', tweetId: '12346', authorId: '80' }]);
    },
  ],
] satisfies [string, () => Promise<unknown>][])('%s reads no big table whole', async ([, run]) => {
  statements = [];
  await run();
  const ours = statements.filter((statement) => !statement.sql.includes('"outbox"'));
  expect(ours.length).toBeGreaterThan(0);
  expect((await Promise.all(ours.map(findSequentialScans))).flat()).toEqual([]);
});

test('the tweets of an account are listed to moderators by the indexes of its living and its deleted ones', async () => {
  statements = [];
  await listModeratedTweets(db, { userId: user }, { ...next, isReadable: sql`true` });
  const plans = await Promise.all(statements.map(explain));
  expect(plans.flat(2).join()).toMatch(/tweets_author_idx.*tweets_deleted_idx/s);
});

test.for([
  ['replies', 'tweets_author_replies_idx'],
  ['tweets', 'tweets_author_rest_idx'],
] as const)('the %s alone of an account are read by an index that has no others', async ([only, index]) => {
  statements = [];
  await listTweetsOfAuthor(db, { id: user, only }, next);
  const ours = statements.filter((statement) => statement.sql.includes('"reply_to_id" is'));
  const plans = (await Promise.all(ours.map(explain))).flat();
  expect(plans).toHaveLength(2);
  for (const plan of plans) expect(plan.join()).toContain(index);
});

test('accounts are found for moderators by an index of the parts of their names', async () => {
  statements = [];
  await listModeratedUsers(db, { name: 'ser1999' }, first);
  const plans = await Promise.all(statements.map(explain));
  expect(plans.flat(2).join()).toContain('users_names_idx');
});

/** Tables that a statement reads whole. */
async function findSequentialScans(statement: Statement): Promise<string[]> {
  return (await explain(statement))
    .flat()
    .filter((line) =>
      /Seq Scan on (users|follows|tweets|likes|bookmarks|follow_requests|blocks|mutes|timeline_entries|user_counts|tweet_counts|notification_groups|notifications)/.test(
        line,
      ),
    );
}

/** The lines of its plans for its parameters and, as when prepared, for any. */
async function explain(statement: Statement): Promise<string[][]> {
  if (!/^\s*(select|insert|update|delete|with)/i.test(statement.sql)) return [];
  const plans = await Promise.all([
    db.executeQuery(CompiledQuery.raw(`explain ${statement.sql}`, [...statement.parameters])),
    db.executeQuery(CompiledQuery.raw(`explain (generic_plan) ${statement.sql}`)),
  ]);
  return plans.map(({ rows }) => rows.map((row) => Object.values(Object(row)).join()));
}

interface Statement {
  sql: string;
  parameters: readonly unknown[];
}
