import { useClient, useSession, useUser } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { User } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { type ProfileList, profileLists, profilePath } from '../../paths.ts';
import { Loading } from '../../ui/loading.tsx';
import { Screen } from '../../ui/screen.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';
import { ProfileHead } from './profile-head.tsx';
import { Followers, Following, Likes, MediaTweets, Replies, Tweets } from './profile-lists.tsx';

export function Profile({ username, list }: { username: string; list?: string | undefined }) {
  const words = useWords().profile;
  const errorText = useErrorText();
  const { users } = useClient();
  const { data, error } = useQuery(readOptions(users.getByUsername, { username }));
  if (!data)
    return (
      <Screen title={`@${username}`} canGoBack>
        {error ? (
          <p className="empty" role="alert">
            {error.code === 'USER_NOT_FOUND' ? words.gone : errorText(error)}
          </p>
        ) : (
          <Loading />
        )}
      </Screen>
    );
  return <Shown user={data} list={profileLists.find((name) => name === list)} />;
}

function Shown({ user: given, list }: { user: User; list: ProfileList | undefined }) {
  const user = useUser(given);
  return (
    <Screen title={user.displayName} canGoBack>
      <ProfileHead user={user} />
      {user.suspended ? <Suspended /> : <Lists user={user} list={list} />}
    </Screen>
  );
}

function Suspended() {
  return <p className="empty">{useWords().profile.suspended}</p>;
}

function Lists({ user, list }: { user: User; list: ProfileList | undefined }) {
  const words = useWords().profile;
  const isOwn = useSession()?.userId === user.id;
  const path = profilePath(user);
  const isClosed = user.private && !isOwn && !user.viewer.following;
  if (user.viewer.blocking) return <p className="empty">{words.blockingText}</p>;
  if (isClosed) return <p className="empty">{words.privateText}</p>;
  const tabs = [
    { href: path, text: words.tweets, isOpen: list === undefined },
    ...profileLists.map((name) => ({
      href: `${path}/${name}`,
      text: words[name],
      isOpen: list === name,
    })),
  ];
  return (
    <>
      <Tabs label={words.lists} tabs={tabs} />
      <OneList user={user} list={list} />
    </>
  );
}

function OneList({ user, list }: { user: User; list: ProfileList | undefined }) {
  switch (list) {
    case undefined:
      return <Tweets user={user} />;
    case 'replies':
      return <Replies user={user} />;
    case 'media':
      return <MediaTweets user={user} />;
    case 'likes':
      return <Likes user={user} />;
    case 'followers':
      return <Followers user={user} />;
    case 'following':
      return <Following user={user} />;
  }
}
