import type { Protocol, PublishedPost } from './fake-server.ts';

const beganMs = Date.parse('2026-01-01T00:00:00Z');
const home = { id: 'home', group_id: 'timeline', feed: 'timeline:home', created_by: { id: 'ada' } };

/** The app's own backend, which gives its users tokens, answers `/app/token`. */
export const feedsClient: Protocol = {
  refresh: /GET \/app\/token/,
  write: /POST \/api\/v2\/feeds\/activities\?/,
  hasGrace: true,
  answer({ route, query, accessToken, body, published }, accounts) {
    if (route === 'GET /app/token')
      return { status: 200, body: accounts.signIn(query.get('user') ?? '', 'valid') };
    const name = accounts.findName(accessToken);
    if (name === undefined)
      return { status: 401, body: { code: 40, StatusCode: 401, message: 'token expired' } };
    if (route === 'POST /api/v2/feeds/feed_groups/timeline/feeds/home')
      return { status: 200, body: toFeed(published) };
    const activity = toActivity({ id: '1', text: String(body.text) });
    if (route === 'POST /api/v2/feeds/activities') accounts.post(name, body.text);
    return { status: 200, body: { activity, duration: '1ms' } };
  },
  connect(socket, _url, follow) {
    const send = (event: object) => socket.send(JSON.stringify({ created_at: beganMs * 1e6, ...event }));
    socket.once('message', () => {
      send({ type: 'connection.ok', connection_id: crypto.randomUUID(), me: { id: 'ada' } });
      follow((post) => send({ type: 'feeds.activity.added', fid: home.feed, activity: toActivity(post) }));
    });
  },
};

/** As many of the latest as its server gives unless asked for more. */
function toFeed(published: readonly PublishedPost[]): object {
  const lists = {
    aggregated_activities: [],
    followers: [],
    following: [],
    members: [],
    pinned_activities: [],
  };
  const pages = { followers_pagination: {}, following_pagination: {}, member_pagination: {} };
  const activities = published.slice(-20).map(toActivity).toReversed();
  return { feed: home, activities, ...lists, ...pages, created: false, duration: '1ms' };
}

function toActivity({ id, text }: PublishedPost): object {
  const at = (beganMs + Number(id) * 1000) * 1e6;
  const lists = {
    feeds: [home.feed],
    comments: [],
    latest_reactions: [],
    own_reactions: [],
    own_bookmarks: [],
  };
  return { id, text, type: 'post', user: { id: 'grace' }, created_at: at, updated_at: at, ...lists };
}
