import { useClient, useList, useTweetSearch, useUserTweets } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { TweetCard } from '../../tweet/tweet-card.tsx';
import { TweetList } from '../../tweet/tweet-list.tsx';
import { NewItems } from '../../ui/new-items.tsx';
import { PagesOf } from '../../ui/pages-of.tsx';
import { UserRow } from '../../user/user-row.tsx';
import { useWords } from '../../words/words.tsx';

export function Tweets({ user }: { user: User }) {
  const words = useWords().profile;
  const list = useUserTweets(user.id, { only: 'tweets' });
  return <Written label={words.tweets} list={list} none={words.noTweets} />;
}

export function Replies({ user }: { user: User }) {
  const words = useWords().profile;
  const list = useUserTweets(user.id, { only: 'replies' });
  return <Written label={words.replies} list={list} none={words.noReplies} />;
}

function Written({ label, list, none }: WrittenProps) {
  const errorAs = useExpectedErrors();
  return (
    <>
      <NewItems list={list} />
      <TweetList label={label} list={list} none={<p>{none}</p>} errorAs={errorAs} />
    </>
  );
}

export function MediaTweets({ user }: { user: User }) {
  const words = useWords().profile;
  const list = useTweetSearch(`from:${user.username} has:media`);
  return (
    <>
      <NewItems list={list} />
      <PagesOf label={words.media} list={list} none={<p>{words.noMedia}</p>} keyOf={({ tweet }) => tweet.id}>
        {({ tweet }) => <TweetCard item={tweet} />}
      </PagesOf>
    </>
  );
}

export function Likes({ user }: { user: User }) {
  const words = useWords().profile;
  const { users } = useClient();
  const list = useList(users.likes, { id: user.id });
  const errorAs = useExpectedErrors();
  return <TweetList label={words.likes} list={list} none={<p>{words.noLikes}</p>} errorAs={errorAs} />;
}

export function Followers({ user }: { user: User }) {
  const words = useWords().profile;
  const { users } = useClient();
  return (
    <People
      label={words.followers}
      list={useList(users.followers, { id: user.id })}
      none={words.noFollowers}
    />
  );
}

export function Following({ user }: { user: User }) {
  const words = useWords().profile;
  const { users } = useClient();
  return (
    <People
      label={words.following}
      list={useList(users.following, { id: user.id })}
      none={words.noFollowing}
    />
  );
}

function People({ label, list, none }: PeopleProps) {
  const errorAs = useExpectedErrors();
  return (
    <PagesOf label={label} list={list} none={<p>{none}</p>} keyOf={({ id }) => id} errorAs={errorAs}>
      {(user) => <UserRow user={user} />}
    </PagesOf>
  );
}

/** What a list answers that the viewer may not see. */
function useExpectedErrors() {
  const words = useWords().profile;
  const texts: Record<string, string> = { BLOCKED: words.blockedText, PRIVATE_ACCOUNT: words.privateText };
  return ({ code }: { code: string }) => texts[code] && <p className="empty">{texts[code]}</p>;
}

interface WrittenProps {
  label: string;
  none: string;
  list: ReturnType<typeof useUserTweets>;
}

type PeopleProps = {
  label: string;
  none: string;
  list: Parameters<typeof PagesOf<User>>[0]['list'];
};
