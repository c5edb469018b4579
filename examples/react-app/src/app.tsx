import { useClient, useSession, useUnread, useViewer, useWrite } from '@dunlin/react';
import { useState } from 'react';
import { Compose } from './compose.tsx';
import { Home } from './home.tsx';
import { Notifications } from './notifications.tsx';
import { People } from './people.tsx';
import { SignUp } from './sign-up.tsx';

const views = { Home: <HomeView />, People: <People />, Notifications: <Notifications /> };
type View = keyof typeof views;

export function App() {
  return useSession() ? <SignedIn /> : <SignUp />;
}

function SignedIn() {
  const [view, setView] = useState<View>('Home');
  return (
    <main>
      <nav>
        <Tab view="Home" open={view} onOpen={setView} />
        <Tab view="People" open={view} onOpen={setView} />
        <Tab view="Notifications" open={view} onOpen={setView} badge={useUnread()?.unread} />
        <SignOut />
      </nav>
      {views[view]}
    </main>
  );
}

function HomeView() {
  return (
    <>
      <Compose />
      <Home />
    </>
  );
}

function Tab({
  view,
  open,
  onOpen,
  badge = 0,
}: {
  view: View;
  open: View;
  onOpen: (view: View) => void;
  badge?: number | undefined;
}) {
  return (
    <button type="button" aria-current={view === open ? 'page' : undefined} onClick={() => onOpen(view)}>
      {view}{' '}
      {badge > 0 && (
        <b className="badge">
          {badge} <span className="for-listeners">unread</span>
        </b>
      )}
    </button>
  );
}

function SignOut() {
  const { auth } = useClient();
  const { data: viewer } = useViewer();
  const logout = useWrite(auth.logout);
  return (
    <span>
      {logout.error && <small role="alert">{logout.error.message} </small>}
      <button type="button" disabled={logout.isPending} onClick={() => logout.mutate({})}>
        Sign out {viewer && `@${viewer.username}`}
      </button>
    </span>
  );
}
