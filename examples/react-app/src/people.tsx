import { useBlock, useClient, useFollow, useList, useMute, useUser, useViewer } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { PagesOf } from './pages-of.tsx';

export function People() {
  const { users } = useClient();
  const list = useList(users.list);
  const { data: viewer } = useViewer();
  const items = list.items.filter(({ id }) => id !== viewer?.id);
  return (
    <PagesOf label="People" list={{ ...list, items }} none="Nobody else is here yet.">
      {items.map((item) => (
        <Person key={item.id} item={item} />
      ))}
    </PagesOf>
  );
}

function Person({ item }: { item: User }) {
  const user = useUser(item);
  const follow = useFollow(user);
  const mute = useMute(user);
  const block = useBlock(user);
  const { following, requested, muting } = user.viewer;
  const error = follow.error ?? mute.error ?? block.error;
  return (
    <article>
      <b>{user.displayName}</b> @{user.username}, {user.followerCount} followers
      <footer>
        <button
          type="button"
          aria-pressed={following || requested}
          onClick={() => follow.mutate(!following && !requested)}
        >
          {following ? 'Following' : requested ? 'Requested' : 'Follow'}
        </button>
        <button type="button" aria-pressed={muting} onClick={() => mute.mutate(!muting)}>
          {muting ? 'Muted' : 'Mute'}
        </button>
        <button type="button" onClick={() => block.mutate(true)}>
          Block
        </button>
        {error && <small role="alert">{error.message}</small>}
      </footer>
    </article>
  );
}
