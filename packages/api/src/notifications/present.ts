import type { QueryContext } from '../core/trpc.ts';
import { presentTweets } from '../tweets/present.ts';
import { toUserSummary } from '../users/present.ts';
import { userViews } from '../users/queries.ts';
import { loadNotifications } from './queries.ts';
import type { Notification } from './schema.ts';

/** The one way from ids to notifications of the viewer, latest first: without those that have nothing to show. */
export async function presentNotifications(
  ctx: QueryContext,
  ids: readonly string[],
): Promise<Notification[]> {
  if (ids.length === 0) return [];
  const notifications = await loadNotifications(ctx.db, ctx.viewer.id, ids);
  const tweetIds = notifications.flatMap(({ type, tweetId }) => (type === 'removal' ? [] : (tweetId ?? [])));
  const [actors, tweets] = await Promise.all([
    ctx.views.of(userViews).getMany([...new Set(notifications.flatMap(({ actorIds }) => actorIds))]),
    presentTweets(ctx, [...new Set(tweetIds)], { unasked: true }),
  ]);
  const tweetsById = new Map(tweets.map((tweet) => [tweet.id, tweet]));
  return notifications.flatMap(({ tweetId, actorIds, createdAt: at, ...notification }): Notification[] => {
    const createdAt = at.toISOString();
    if (notification.type === 'removal')
      return [
        { ...notification, tweet: null, removedTweetId: tweetId, actors: [], actorCount: 0, createdAt },
      ];
    const tweet = tweetId === null ? null : tweetsById.get(tweetId);
    const shown = actorIds.flatMap((id) => actors.get(id) ?? []).map(toUserSummary);
    if (tweet === undefined || shown.length === 0) return [];
    return [{ ...notification, tweet, removedTweetId: null, actors: shown, createdAt }];
  });
}
