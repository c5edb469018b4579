import { useClient, useNotifications, useWrite } from '@dunlin/react';
import type { Notification } from '@dunlin/sdk';
import { useEffect } from 'react';
import { Link } from 'wouter';
import { pages, profilePath, threadPath } from '../../paths.ts';
import { useNames } from '../../tweet/use-names.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { PagesOf } from '../../ui/pages-of.tsx';
import { Screen } from '../../ui/screen.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useWords } from '../../words/words.tsx';

export function Notifications() {
  const words = useWords().notifications;
  const list = useNotifications();
  useReadOnceSeen(list.items[0]);
  return (
    <Screen title={words.title}>
      <PagesOf label={words.title} list={list} none={<p>{words.empty}</p>} keyOf={({ groupId }) => groupId}>
        {(item) => <One item={item} />}
      </PagesOf>
    </Screen>
  );
}

/** What has been shown counts as read. */
function useReadOnceSeen(latest: Notification | undefined): void {
  const { notifications } = useClient();
  const { mutate } = useWrite(notifications.markRead);
  const id = latest?.read === false ? latest.id : undefined;
  useEffect(() => {
    if (id !== undefined) mutate({ upTo: id });
  }, [id, mutate]);
}

function One({ item }: { item: Notification }) {
  const words = useWords().notifications;
  const names = useNames(item.actors, item.actorCount);
  const [actor] = item.actors;
  const path = pathOf(item);
  return (
    <article className={item.read ? 'notification' : 'notification unread'}>
      <Icon name={icons[item.type]} />
      <div>
        <p className="faces">
          {item.actors.map((user) => (
            <Link key={user.id} href={profilePath(user)} aria-label={`@${user.username}`}>
              <Avatar user={user} size={32} />
            </Link>
          ))}
          {!item.read && <span className="tag">{words.unread}</span>}
        </p>
        <p dir="auto">
          {actor && <b>{names}</b>} {words.verbs[item.type]}{' '}
          <Link className="time" href={path}>
            <TimeAgo at={item.createdAt} />
          </Link>
        </p>
        {item.tweet && (
          <Link className="notification-text" href={path} dir="auto">
            {item.tweet.text}
          </Link>
        )}
      </div>
    </article>
  );
}

function pathOf({ type, tweet, actors: [actor] }: Notification): string {
  if (tweet) return threadPath(tweet);
  if (type === 'followRequest') return pages.followRequests;
  return actor ? profilePath(actor) : pages.notifications;
}

const icons: Record<Notification['type'], IconName> = {
  like: 'like',
  retweet: 'retweet',
  quote: 'pen',
  reply: 'reply',
  mention: 'reply',
  edit: 'pen',
  follow: 'person',
  followRequest: 'lock',
  followAccepted: 'person',
  removal: 'close',
};
