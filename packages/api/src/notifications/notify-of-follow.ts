import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { notify } from './notify.ts';

export const notifyOfFollow: Consumer<EventOf<'follow.created'>> = {
  name: 'notify-of-follow',
  handle: (services, events) =>
    notify(
      services,
      events.map(({ followerId, followeeId }) => ({
        ...{ userId: followeeId, type: 'follow', actorId: followerId, tweetId: null },
      })),
    ),
};

export const notifyOfFollowRequest: Consumer<EventOf<'follow.requested'>> = {
  name: 'notify-of-follow-request',
  handle: (services, events) =>
    notify(
      services,
      events.map(({ followerId, followeeId }) => ({
        ...{ userId: followeeId, type: 'followRequest', actorId: followerId, tweetId: null },
      })),
    ),
};

export const notifyOfAcceptance: Consumer<EventOf<'follow.accepted'>> = {
  name: 'notify-of-acceptance',
  handle: (services, events) =>
    notify(
      services,
      events.map(({ followerId, followeeId }) => ({
        ...{ userId: followerId, type: 'followAccepted', actorId: followeeId, tweetId: null },
      })),
    ),
};
