import { useClient, useUnread, useViewer, useWrite } from '@dunlin/react';
import type { User } from '@dunlin/sdk';
import { Link, useRoute } from 'wouter';
import { pages, profilePath } from '../paths.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Logo } from '../ui/logo.tsx';
import { Menu } from '../ui/menu.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

export function Navigation({ onCompose }: { onCompose: () => void }) {
  const words = useWords().navigation;
  const { data: viewer } = useViewer();
  return (
    <header className="navigation">
      <nav aria-label={words.main}>
        <Link className="logo" href={pages.home} aria-label={words.home}>
          <Logo />
        </Link>
        <Entry href={pages.home} icon="home" label={words.home} />
        <Entry href={pages.feed} icon="spark" label={words.feed} isWideOnly />
        <Entry href={pages.search} icon="search" label={words.search} />
        <NotificationsEntry />
        <Entry href={pages.bookmarks} icon="bookmark" label={words.bookmarks} isWideOnly />
        {viewer && <Entry href={profilePath(viewer)} icon="person" label={words.profile} isWideOnly />}
        <Entry href={pages.settings} icon="settings" label={words.settings} isWideOnly />
      </nav>
      <button type="button" className="primary compose-button" aria-label={words.compose} onClick={onCompose}>
        <Icon name="pen" />
        <span className="label">{words.compose}</span>
      </button>
      {viewer && <AccountMenu viewer={viewer} />}
    </header>
  );
}

function NotificationsEntry() {
  const words = useWords().navigation;
  const unread = useUnread()?.unread ?? 0;
  return (
    <Entry href={pages.notifications} icon="bell" label={words.notifications}>
      {unread > 0 && (
        <span className="badge">
          <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
          <span className="for-listeners">{words.unread(unread)}</span>
        </span>
      )}
    </Entry>
  );
}

function Entry({ href, icon, label, isWideOnly = false, children }: EntryProps) {
  const [isOpen] = useRoute(href);
  return (
    <Link
      href={href}
      className={isWideOnly ? 'entry wide-only' : 'entry'}
      aria-current={isOpen ? 'page' : undefined}
    >
      <Icon name={icon} />
      <span className="label">{label}</span>
      {children}
    </Link>
  );
}

function AccountMenu({ viewer }: { viewer: User }) {
  const words = useWords();
  const { auth } = useClient();
  const logout = useWrite(auth.logout);
  const errorText = useErrorText();
  return (
    <Menu
      className="account"
      label={words.navigation.more}
      button={
        <>
          <Avatar user={viewer} size={40} />
          <span className="label">
            <b>{viewer.displayName}</b>
            <small>@{viewer.username}</small>
          </span>
        </>
      }
    >
      <Link href={profilePath(viewer)}>{words.navigation.profile}</Link>
      <Link href={pages.feed}>{words.navigation.feed}</Link>
      <Link href={pages.bookmarks}>{words.navigation.bookmarks}</Link>
      <Link href={pages.trends}>{words.navigation.trends}</Link>
      <Link href={pages.followRequests}>{words.navigation.followRequests}</Link>
      <Link href={pages.analytics}>{words.navigation.analytics}</Link>
      <Link href={pages.settings}>{words.navigation.settings}</Link>
      {viewer.role !== 'user' && <Link href={pages.moderation}>{words.navigation.moderation}</Link>}
      <a href="/docs">{words.navigation.apiDocs}</a>
      <button type="button" disabled={logout.isPending} onClick={() => logout.mutate({})}>
        {words.navigation.signOut}
      </button>
      {logout.error && <p role="alert">{errorText(logout.error)}</p>}
    </Menu>
  );
}

interface EntryProps {
  href: string;
  icon: IconName;
  label: string;
  /** Where there is little room, it stands in the menu of the account. */
  isWideOnly?: boolean;
  children?: React.ReactNode;
}
