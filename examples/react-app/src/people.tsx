import { useBlock, useClient, useFollow, useList, useMute, useUser, useViewer } from '@dunlin/react';
import type { User } from '@dunlin/sdk';

export function People() {
  const { users } = useClient();
  const { items, hasNextPage, fetchNextPage } = useList(users.list);
  const { data: viewer } = useViewer();
  return (
    <section aria-label="People">
      {items
        .filter(({ id }) => id !== viewer?.id)
        .map((item) => (
          <Person key={item.id} item={item} />
        ))}
      {hasNextPage && (
        <button type="button" onClick={fetchNextPage}>
          More
        </button>
      )}
    </section>
  );
}

function Person({ item }: { item: User }) {
  const user = useUser(item);
  const follow = useFollow(user);
  const mute = useMute(user);
  const block = useBlock(user);
  const { following, requested, muting, blocking } = user.viewer;
  const error = follow.error ?? mute.error ?? block.error;
  return (
    <article>
      <b>{user.displayName}</b> @{user.username}, {user.followerCount} followers
      <footer>
        <button type="button" onClick={() => follow.mutate(!following && !requested)}>
          {following ? 'Following' : requested ? 'Requested' : 'Follow'}
        </button>
        <button type="button" onClick={() => mute.mutate(!muting)}>
          {muting ? 'Muted' : 'Mute'}
        </button>
        <button type="button" onClick={() => block.mutate(!blocking)}>
          {blocking ? 'Blocked' : 'Block'}
        </button>
        {error && <small role="alert">{error.message}</small>}
      </footer>
    </article>
  );
}
