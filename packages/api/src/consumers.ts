import type { EventOf, EventType } from './events.ts';
import { acceptPendingRequests } from './follows/accept-pending-requests.ts';
import type { Consumer } from './outbox/consumer.ts';
import { fanOutTweet } from './timelines/fan-out-tweet.ts';
import { reconcileFollow } from './timelines/reconcile-follow.ts';
import { removeTweet } from './timelines/remove-tweet.ts';
import { purgeTweet } from './tweets/purge-tweet.ts';
import { purgeUser } from './users/purge-user.ts';

/** What else happens when something has happened. */
export const consumers = {
  'tweet.created': [fanOutTweet],
  'tweet.updated': [],
  'tweet.deleted': [removeTweet, purgeTweet],
  'like.created': [],
  'like.deleted': [],
  'follow.created': [reconcileFollow],
  'follow.deleted': [reconcileFollow],
  'follow.requested': [],
  'follow.accepted': [],
  'user.created': [],
  'user.updated': [],
  'user.unlocked': [acceptPendingRequests],
  'user.deleted': [purgeUser],
} satisfies { [Type in EventType]: Consumer<EventOf<Type>>[] };
