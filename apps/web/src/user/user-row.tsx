import { useSession, useUser } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import type { ReactNode } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { FollowButton } from './follow-button.tsx';
import { UserName } from './user-name.tsx';

/** A user in a list, with what one can do about them. */
export function UserRow({ user: given, children }: { user: User; children?: ReactNode }) {
  const user = useUser(given);
  const isViewer = useSession()?.userId === user.id;
  return (
    <article className="user-row">
      <Avatar user={user} size={44} />
      <div>
        <UserName user={user} />
        {user.bio && <p dir="auto">{user.bio}</p>}
      </div>
      {children ?? (!isViewer && <FollowButton user={user} />)}
    </article>
  );
}
