import { acceptPendingRequests } from './follows/accept-pending-requests.ts';
import { indexHashtags } from './hashtags/index-hashtags.ts';
import { processMedia } from './media/process-media.ts';
import { removeMedia, removeMediaOfTweet } from './media/remove-media.ts';
import {
  notifyOfAcceptance,
  notifyOfFollow,
  notifyOfFollowRequest,
} from './notifications/notify-of-follow.ts';
import { notifyOfLike } from './notifications/notify-of-like.ts';
import { notifyOfTweet } from './notifications/notify-of-tweet.ts';
import {
  removeNotificationsOfTweet,
  removeNotificationsOfUser,
} from './notifications/remove-notifications.ts';
import type { ConsumerTable } from './outbox/consumer.ts';
import { indexTweets } from './search/index-tweets.ts';
import { indexUsers } from './search/index-users.ts';
import { fanOutTweet } from './timelines/fan-out-tweet.ts';
import { reconcileFollow } from './timelines/reconcile-follow.ts';
import { removeTweet } from './timelines/remove-tweet.ts';
import { purgeTweet } from './tweets/purge-tweet.ts';
import { purgeUser } from './users/purge-user.ts';

/** What else happens when something has happened. */
export const consumers: ConsumerTable = {
  'tweet.created': [fanOutTweet, indexTweets, indexHashtags, notifyOfTweet],
  'tweet.updated': [indexTweets, indexHashtags, notifyOfTweet],
  'tweet.deleted': [
    removeTweet,
    indexTweets,
    indexHashtags,
    purgeTweet,
    removeMediaOfTweet,
    removeNotificationsOfTweet,
  ],
  'like.created': [indexTweets, notifyOfLike],
  'like.deleted': [indexTweets],
  'follow.created': [reconcileFollow, notifyOfFollow],
  'follow.deleted': [reconcileFollow],
  'follow.requested': [notifyOfFollowRequest],
  'follow.accepted': [notifyOfAcceptance],
  'media.uploaded': [processMedia],
  'media.deleted': [removeMedia],
  'user.created': [indexUsers],
  'user.updated': [indexUsers],
  'user.unlocked': [acceptPendingRequests],
  'user.deleted': [purgeUser, indexUsers, removeNotificationsOfUser],
};
