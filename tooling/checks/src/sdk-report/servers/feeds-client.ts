import type { Protocol } from './fake-server.ts';

const began = 1_767_225_600_000_000_000;

/** The app's own backend, which gives its users tokens, answers `/app/token`. */
export const feedsClient: Protocol = {
  refresh: /GET \/app\/token/,
  write: /POST \/api\/v2\/feeds\/activities\?/,
  hasGrace: true,
  answer({ route, query, accessToken, body }, accounts) {
    if (route === 'GET /app/token')
      return { status: 200, body: accounts.signIn(query.get('user') ?? '', 'valid') };
    const name = accounts.findName(accessToken);
    if (name === undefined)
      return { status: 401, body: { code: 40, StatusCode: 401, message: 'token expired' } };
    const activity = { id: '1', text: body.text, feeds: [], created_at: began };
    if (route === 'POST /api/v2/feeds/activities') accounts.post(name, body.text);
    return { status: 200, body: { activity, duration: '1ms' } };
  },
  connect(socket) {
    socket.on('message', () =>
      socket.send(
        JSON.stringify({ type: 'connection.ok', connection_id: '1', created_at: began, me: { id: 'ada' } }),
      ),
    );
  },
};
