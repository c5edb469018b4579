import type { EventOf } from '../core/events.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { noticesOfFollows } from './notices-of-follows.ts';
import { noticesOfLikes } from './notices-of-likes.ts';
import { noticesOfTweets } from './notices-of-tweets.ts';
import { writeNotices } from './write-notices.ts';

type FollowEvent = EventOf<'follow.created' | 'follow.requested' | 'follow.accepted'>;
type TweetEvent = EventOf<'tweet.created' | 'tweet.updated'>;

/** Notifies whom it concerns that something has happened. */
export const notify: RowConsumer<FollowEvent | TweetEvent | EventOf<'like.created'>> = {
  name: 'notify',
  // Who is concerned, and is to be locked, is not known before.
  runsLast: true,
  async apply(writer, events) {
    const follows: FollowEvent[] = [];
    const tweets: TweetEvent[] = [];
    const likes: EventOf<'like.created'>[] = [];
    for (const event of events)
      if (event.type === 'like.created') likes.push(event);
      else if (event.type === 'tweet.created' || event.type === 'tweet.updated') tweets.push(event);
      else follows.push(event);
    const notices = [
      ...noticesOfFollows(follows),
      ...noticesOfLikes(likes),
      ...(await noticesOfTweets(writer.trx, tweets)),
    ];
    await writeNotices(writer, notices);
  },
};
