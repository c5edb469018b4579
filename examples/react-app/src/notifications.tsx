import { useClient, useNotifications, useUnread, useWrite } from '@dunlin/react';
import type { Notification } from '@dunlin/sdk';

const verbs: Record<Notification['type'], string> = {
  like: 'liked',
  retweet: 'retweeted',
  quote: 'quoted',
  reply: 'answered',
  mention: 'mentioned you in',
  edit: 'edited',
  follow: 'follows you',
  followRequest: 'asks to follow you',
  followAccepted: 'lets you follow',
};

export function Notifications() {
  const { items, hasNextPage, fetchNextPage } = useNotifications();
  const { notifications } = useClient();
  const markRead = useWrite(notifications.markRead);
  const unread = useUnread()?.unread ?? 0;
  return (
    <section aria-label="Notifications">
      {unread > 0 && (
        <button type="button" onClick={() => markRead.mutate({})}>
          Mark {unread} as read
        </button>
      )}
      {items.map((item) => (
        <article key={item.groupId}>
          <b>{item.actors.map(({ displayName }) => displayName).join(', ')}</b>
          {item.actorCount > item.actors.length && ` and ${item.actorCount - item.actors.length} others`}{' '}
          {verbs[item.type]} {item.tweet && `“${item.tweet.text}”`}
        </article>
      ))}
      {hasNextPage && (
        <button type="button" onClick={fetchNextPage}>
          More
        </button>
      )}
    </section>
  );
}
