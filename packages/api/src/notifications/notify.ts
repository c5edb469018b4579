import type { EventOf } from '../core/events.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { noticesOfTweets, type TweetEvent } from './notices-of-tweets.ts';
import { type Notice, writeNotices } from './write-notices.ts';

type FollowEvent = EventOf<'follow.created' | 'follow.requested' | 'follow.accepted'>;
type LikeEvent = EventOf<'like.created'>;
type RemovalEvent = EventOf<'tweet.removed'>;

/** Notifies whom it concerns that something has happened, in the order in which it did. */
export const notify: RowConsumer<TweetEvent | FollowEvent | LikeEvent | RemovalEvent> = {
  name: 'notify',
  // Who is concerned, and is to be locked, is not known before.
  runsLast: true,
  async apply(writer, events) {
    const ofTweets = await noticesOfTweets(writer.trx, events.filter(isOfTweet));
    const notices = events.flatMap((event) =>
      isOfTweet(event) ? (ofTweets.get(event) ?? []) : noticeOf(event),
    );
    await writeNotices(writer, notices);
  },
};

function isOfTweet(event: { type: string }): event is TweetEvent {
  return event.type === 'tweet.created' || event.type === 'tweet.updated';
}

/** One's own like of one's own tweet is no notice, which those who write them look at. */
function noticeOf(event: FollowEvent | LikeEvent | RemovalEvent): Notice {
  switch (event.type) {
    case 'like.created':
      return { userId: event.authorId, type: 'like', actorId: event.userId, tweetId: event.tweetId };
    case 'tweet.removed':
      return { userId: event.authorId, type: 'removal', actorId: event.authorId, tweetId: event.tweetId };
    case 'follow.created':
      return {
        ...{ userId: event.followeeId, type: 'follow', actorId: event.followerId, tweetId: null },
        isRead: event.isAccepted ?? false,
      };
    case 'follow.requested':
      return { userId: event.followeeId, type: 'followRequest', actorId: event.followerId, tweetId: null };
    case 'follow.accepted':
      return { userId: event.followerId, type: 'followAccepted', actorId: event.followeeId, tweetId: null };
  }
}
