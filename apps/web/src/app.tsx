import { useSession } from '@dunlin/react';
import { Suspense } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { pages } from './paths.ts';
import { EndedSession } from './shell/ended-session.tsx';
import { Shell } from './shell/shell.tsx';
import { Failures } from './ui/failures.tsx';
import { lazyOf } from './ui/lazy-of.ts';
import { Loading } from './ui/loading.tsx';
import { Toasts } from './ui/toasts.tsx';

const Home = lazyOf(async () => (await import('./screens/home/home.tsx')).Home);
const Feed = lazyOf(async () => (await import('./screens/feed/feed.tsx')).Feed);
const Profile = lazyOf(async () => (await import('./screens/profile/profile.tsx')).Profile);
const Thread = lazyOf(async () => (await import('./screens/thread/thread.tsx')).Thread);
const Notifications = lazyOf(
  async () => (await import('./screens/notifications/notifications.tsx')).Notifications,
);
const Search = lazyOf(async () => (await import('./screens/search/search.tsx')).Search);
const Tag = lazyOf(async () => (await import('./screens/tag/tag.tsx')).Tag);
const Trends = lazyOf(async () => (await import('./screens/trends/trends.tsx')).Trends);
const Bookmarks = lazyOf(async () => (await import('./screens/bookmarks/bookmarks.tsx')).Bookmarks);
const FollowRequests = lazyOf(
  async () => (await import('./screens/follow-requests/follow-requests.tsx')).FollowRequests,
);
const Analytics = lazyOf(async () => (await import('./screens/analytics/analytics.tsx')).Analytics);
const Settings = lazyOf(async () => (await import('./screens/settings/settings.tsx')).Settings);
const Moderation = lazyOf(async () => (await import('./screens/moderation/moderation.tsx')).Moderation);
const SignIn = lazyOf(async () => (await import('./screens/sign-in/sign-in.tsx')).SignIn);
const SignUp = lazyOf(async () => (await import('./screens/sign-in/sign-up.tsx')).SignUp);
const NotFound = lazyOf(async () => (await import('./screens/not-found/not-found.tsx')).NotFound);

const profilePattern = /^\/@(?<username>\w+)(?:\/(?<list>replies|media|likes|followers|following))?\/?$/;
const threadPattern = /^\/@(?<username>\w+)\/(?<id>\d+)\/?$/;

export function App() {
  const session = useSession();
  return (
    <Failures>
      <Toasts>
        <EndedSession>
          <Suspense fallback={<Loading />}>{session ? <SignedIn /> : <SignedOut />}</Suspense>
        </EndedSession>
      </Toasts>
    </Failures>
  );
}

function SignedIn() {
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path={pages.home} component={Home} />
          <Route path={pages.signIn} component={Arrived} />
          <Route path={pages.signUp} component={Arrived} />
          <Route path={pages.feed} component={Feed} />
          <Route path={pages.notifications} component={Notifications} />
          <Route path={pages.search} component={Search} />
          <Route path={pages.trends} component={Trends} />
          <Route path={pages.tag}>{({ tag }) => <Tag key={tag} tag={tag} />}</Route>
          <Route path={pages.bookmarks} component={Bookmarks} />
          <Route path={pages.followRequests} component={FollowRequests} />
          <Route path={pages.analytics} component={Analytics} />
          <Route path={pages.settings} component={Settings} />
          <Route path={pages.settingsOf} component={Settings} />
          <Route path={pages.moderation} component={Moderation} />
          <Route path={pages.moderationOf} component={Moderation} />
          <Route path={profilePattern}>
            {({ username = '', list }) => <Profile key={username} username={username} list={list} />}
          </Route>
          <Route path={threadPattern}>{({ id = '' }) => <Thread key={id} id={id} />}</Route>
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </Shell>
  );
}

/** Whoever came from a page of ours to sign in goes back there. */
function Arrived() {
  const from = new URLSearchParams(useSearch()).get('from');
  return <Redirect replace to={from?.startsWith('/') ? from : pages.home} />;
}

/** Whoever is not signed in stays where they are, and sees it once they are. */
function SignedOut() {
  const [path] = useLocation();
  return path === pages.signUp ? <SignUp /> : <SignIn />;
}
