import type { EventOf, EventType } from './events.ts';
import type { Consumer } from './outbox/consumer.ts';
import { fanOutTweet } from './timelines/fan-out-tweet.ts';
import { reconcileFollow } from './timelines/reconcile-follow.ts';
import { removeTweet } from './timelines/remove-tweet.ts';
import { purgeTweet } from './tweets/purge-tweet.ts';
import { purgeUser } from './users/purge-user.ts';

/** What else happens when something has happened. */
export const consumers = {
  'tweet.created': [fanOutTweet],
  'tweet.deleted': [removeTweet, purgeTweet],
  'follow.created': [reconcileFollow],
  'follow.deleted': [reconcileFollow],
  'user.deleted': [purgeUser],
} satisfies { [Type in EventType]: Consumer<EventOf<Type>>[] };
