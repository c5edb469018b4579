import { openLists, profilePath } from '../paths.ts';
import { ProfileHead } from '../screens/profile/profile-head.tsx';
import { Screen } from '../ui/screen.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { useWords } from '../words/words.tsx';
import { TweetsOfPage } from './tweets-of-page.tsx';
import type { ProfilePage as Shown } from './visitor-page.ts';

export function ProfilePage({ page: { user, list, tweets, nextCursor } }: { page: Shown }) {
  const words = useWords().profile;
  const path = profilePath(user);
  const tabs = [
    { href: path, text: words.tweets, isOpen: list === undefined },
    ...openLists.map((name) => ({ href: `${path}/${name}`, text: words[name], isOpen: list === name })),
  ];
  return (
    <Screen title={user.displayName}>
      <ProfileHead user={user} />
      <Tabs label={words.lists} tabs={tabs} />
      <TweetsOfPage
        {...{ tweets, nextCursor }}
        path={list === undefined ? path : `${path}/${list}`}
        label={list === undefined ? words.tweets : words[list]}
        none={list === undefined ? words.noTweets : words.noReplies}
      />
    </Screen>
  );
}
