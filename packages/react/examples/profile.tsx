import { useClient, useFollow, useSuspenseList, useTweet, useUser } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { Tweet, User } from '@dunlin/sdk';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Suspense } from 'react';

/** A user and what they write; what is around it can show that it is loading, and why it failed. */
export function Profile({ username }: { username: string }) {
  return (
    <Suspense fallback={<p>Loading…</p>}>
      <LoadedProfile username={username} />
    </Suspense>
  );
}

function LoadedProfile({ username }: { username: string }) {
  const { users } = useClient();
  const { data: user } = useSuspenseQuery(readOptions(users.getByUsername, { username }));
  return (
    <>
      <Header user={user} />
      <Tweets id={user.id} />
    </>
  );
}

function Header({ user: given }: { user: User }) {
  const user = useUser(given);
  const follow = useFollow(user);
  const { following, requested } = user.viewer;
  return (
    <header>
      <h1>{user.displayName}</h1>
      <p>{user.followerCount} followers</p>
      <button type="button" onClick={() => follow.mutate(!following && !requested)}>
        {following ? 'Following' : requested ? 'Requested' : 'Follow'}
      </button>
      {follow.error?.code === 'BLOCKED' && <p>They have blocked you.</p>}
    </header>
  );
}

function Tweets({ id }: { id: string }) {
  const { users } = useClient();
  const { items } = useSuspenseList(users.tweets, { id });
  return items.map((item) => <Line key={item.id} item={item} />);
}

function Line({ item }: { item: Tweet }) {
  const text = useTweet(item.retweetOf ?? item, (tweet) => tweet.text);
  return <p>{text}</p>;
}
