import { useSession } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { Link } from 'wouter';
import { pages, profilePath } from '../../paths.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Banner } from '../../ui/banner.tsx';
import { formatsOf } from '../../ui/formats.ts';
import { Icon } from '../../ui/icon.tsx';
import { FollowButton } from '../../user/follow-button.tsx';
import { UserMenu } from '../../user/user-menu.tsx';
import { Badges } from '../../user/user-name.tsx';
import { useWords } from '../../words/words.tsx';

export function ProfileHead({ user }: { user: User }) {
  const words = useWords().profile;
  const session = useSession();
  const isOwn = session?.userId === user.id;
  const path = profilePath(user);
  return (
    <div className="profile-head">
      <Banner user={user} />
      <div className="profile-top">
        <Avatar user={user} size={88} />
        <div className="profile-acts">
          {isOwn ? (
            <Link className="button" href={`${pages.settings}/profile`}>
              {words.edit}
            </Link>
          ) : (
            session && (
              <>
                <UserMenu user={user} />
                <FollowButton user={user} />
              </>
            )
          )}
        </div>
      </div>
      <h2 dir="auto">
        <bdi>{user.displayName}</bdi>
        <Badges user={user} />
      </h2>
      <p className="username">
        @{user.username} {user.viewer.followedBy && <span className="tag">{words.followsYou}</span>}
      </p>
      {user.bio && (
        <p className="bio" dir="auto">
          {user.bio}
        </p>
      )}
      <Facts user={user} />
      <p className="counts">
        <Link href={`${path}/following`}>{words.followingCount(user.followingCount)}</Link>
        <Link href={`${path}/followers`}>{words.followersCount(user.followerCount)}</Link>
        <span>{words.tweetCount(user.tweetCount)}</span>
      </p>
    </div>
  );
}

function Facts({ user }: { user: User }) {
  const { language, profile: words } = useWords();
  const website = user.website === null ? null : URL.parse(user.website);
  return (
    <ul className="facts">
      {user.location && (
        <li dir="auto">
          <Icon name="pin" />
          {user.location}
        </li>
      )}
      {website && /^https?:$/.test(website.protocol) && (
        <li>
          <Icon name="link" />
          <a href={website.href} target="_blank" rel="noopener noreferrer nofollow ugc me">
            {website.host}
            {website.pathname === '/' ? '' : website.pathname}
          </a>
        </li>
      )}
      {!user.suspended && (
        <li>
          <Icon name="calendar" />
          {words.joined(formatsOf(language).month.format(new Date(user.createdAt)))}
        </li>
      )}
    </ul>
  );
}
