import type { Product } from './product.ts';
import { describeTweet, readAll } from './read.ts';

export async function readNotifications(product: Product, viewer: string) {
  const { notifications } = product.as(viewer);
  const items = await readAll(notifications.list);
  const { unread, byType } = await notifications.summary();
  return {
    items: items.map(({ type, tweet, actors, actorCount, read }) => ({
      ...{ type, tweet: tweet && describeTweet(product, tweet) },
      ...{ actors: actors.map(({ username }) => username), actorCount, isRead: read },
    })),
    ...{ unread, byType },
  };
}
