import { useUser } from '@dunlin/react';
import type { UserSummary } from '@dunlin/sdk';
import { Link } from 'wouter';
import { profilePath } from '../paths.ts';
import { Icon } from '../ui/icon.tsx';
import { useWords } from '../words/words.tsx';

/** Who somebody is, and the way to their profile. */
export function UserName({ user: given }: { user: UserSummary }) {
  const user = useUser(given);
  return (
    <Link className="user-name" href={profilePath(user)}>
      <b dir="auto">
        <bdi>{user.displayName}</bdi>
        <Badges user={user} />
      </b>{' '}
      <span className="username">@{user.username}</span>
    </Link>
  );
}

export function Badges({ user }: { user: UserSummary }) {
  const words = useWords().profile;
  return (
    <>
      {user.verified && (
        <span className="verified" role="img" aria-label={words.verified}>
          <Icon name="check" />
        </span>
      )}
      {user.private && (
        <span className="lock" role="img" aria-label={words.private}>
          <Icon name="lock" />
        </span>
      )}
    </>
  );
}
