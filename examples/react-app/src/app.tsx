import { useClient, useSession, useUnread, useViewer } from '@dunlin/react';
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
        <Tab view="Home" onOpen={setView} />
        <Tab view="People" onOpen={setView} />
        <Tab view="Notifications" onOpen={setView} badge={useUnread()?.unread} />
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
  onOpen,
  badge = 0,
}: {
  view: View;
  onOpen: (view: View) => void;
  badge?: number | undefined;
}) {
  return (
    <button type="button" onClick={() => onOpen(view)}>
      {view} {badge > 0 && <b className="badge">{badge}</b>}
    </button>
  );
}

function SignOut() {
  const { auth } = useClient();
  const { data: viewer } = useViewer();
  return (
    <button type="button" onClick={() => void auth.logout()}>
      Sign out @{viewer?.username}
    </button>
  );
}
