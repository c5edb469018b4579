import { recountEngagement } from './counters/recount-engagement.ts';
import { acceptPendingRequests } from './follows/accept-pending-requests.ts';
import { recountFollows } from './follows/recount-follows.ts';
import { indexHashtags } from './hashtags/index-hashtags.ts';
import { processMedia } from './media/process-media.ts';
import { removeMedia, removeMediaOfTweet } from './media/remove-media.ts';
import { notify } from './notifications/notify.ts';
import { notifyOfEdit } from './notifications/notify-of-edit.ts';
import {
  removeNotificationsOfTweet,
  removeNotificationsOfUser,
} from './notifications/remove-notifications.ts';
import type { ConsumerTable } from './outbox/consumer.ts';
import { indexLikes, indexTweets } from './search/index-tweets.ts';
import { indexUsers } from './search/index-users.ts';
import { fanOutTweet } from './timelines/fan-out-tweet.ts';
import { fillTimeline } from './timelines/fill-timeline.ts';
import { reconcileFollow } from './timelines/reconcile-follow.ts';
import { refillTimeline } from './timelines/refill-timeline.ts';
import { removeTweet } from './timelines/remove-tweet.ts';
import { settleReaders } from './timelines/settle-readers.ts';
import { dropTrendsOfUser } from './trends/drop-fallen-trends.ts';
import { detachQuotes } from './tweets/detach-quotes.ts';
import { purgeTweet } from './tweets/purge-tweet.ts';
import { purgeUser } from './users/purge/purge-user.ts';

/** What else happens when something has happened. */
export const consumers: ConsumerTable = {
  'tweet.created': [fanOutTweet, indexTweets, indexHashtags, notify],
  'tweet.updated': [indexTweets, indexHashtags, notify, notifyOfEdit],
  'tweet.deleted': [
    removeTweet,
    indexTweets,
    indexHashtags,
    purgeTweet,
    removeMediaOfTweet,
    removeNotificationsOfTweet,
  ],
  'retweet.deleted': [removeTweet],
  'tweet.removed': [settleReaders, notify],
  'tweet.restored': [fanOutTweet, indexTweets, indexHashtags, settleReaders],
  'tweet.forgotten': [purgeTweet, removeNotificationsOfTweet],
  'fanOut.continued': [fanOutTweet],
  'removal.continued': [removeTweet],
  'timeline.thinned': [fillTimeline],
  'timeline.shortened': [refillTimeline],
  'like.created': [indexLikes, notify],
  'like.deleted': [indexLikes],
  'follow.created': [reconcileFollow, notify],
  'follow.deleted': [reconcileFollow],
  'follow.requested': [notify],
  'follow.accepted': [notify],
  'block.created': [detachQuotes],
  'media.uploaded': [processMedia],
  'media.deleted': [removeMedia],
  'user.created': [indexUsers],
  'user.updated': [indexUsers],
  'user.locked': [settleReaders, dropTrendsOfUser],
  'user.unlocked': [acceptPendingRequests, settleReaders],
  'user.suspended': [recountFollows, recountEngagement, settleReaders, dropTrendsOfUser],
  'user.restored': [recountFollows, recountEngagement, acceptPendingRequests, settleReaders],
  'user.deactivated': [recountFollows, recountEngagement, settleReaders, dropTrendsOfUser],
  'user.reactivated': [recountFollows, recountEngagement, acceptPendingRequests, settleReaders],
  'user.miscounted': [recountFollows, recountEngagement],
  'user.deleted': [purgeUser, indexUsers, dropTrendsOfUser, removeNotificationsOfUser],
};
