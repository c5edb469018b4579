import { useClient, useNotifications, useUnread, useWrite } from '@dunlin/react';
import type { Notification } from '@dunlin/sdk';
import { PagesOf } from './pages-of.tsx';

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
  removal: 'Moderators removed a tweet of yours',
};

export function Notifications() {
  const list = useNotifications();
  const { notifications } = useClient();
  const markRead = useWrite(notifications.markRead);
  const unread = useUnread()?.unread ?? 0;
  return (
    <PagesOf label="Notifications" list={list} none="Nothing has happened yet.">
      {unread > 0 && (
        <button type="button" disabled={markRead.isPending} onClick={() => markRead.mutate({})}>
          Mark {unread} as read
        </button>
      )}
      {markRead.error && <p role="alert">{markRead.error.message}</p>}
      {list.items.map((item) => (
        <article key={item.groupId}>
          <b>{item.actors.map(({ displayName }) => displayName).join(', ')}</b>
          {item.actorCount > item.actors.length && ` and ${item.actorCount - item.actors.length} others`}{' '}
          {verbs[item.type]} {item.tweet && `“${item.tweet.text}”`}
        </article>
      ))}
    </PagesOf>
  );
}
