import type { Account } from '../behaviours/subject-server.ts';
import type { FakeAnswer, Protocol } from './fake-server.ts';

/** Its server accepts a spent refresh token for ten seconds. */
export const supabase: Protocol = {
  refresh: /grant_type=refresh_token/,
  write: /POST \/rest\/v1\/tweets/,
  hasGrace: true,
  answer({ route, query, accessToken, body }, accounts) {
    if (route === 'POST /auth/v1/token') {
      if (query.get('grant_type') === 'password')
        return toSession(accounts.signIn(String(body.email), 'valid'));
      const account = accounts.renew(body.refresh_token);
      const refused = { code: 'refresh_token_already_used', message: 'Invalid Refresh Token: Already Used' };
      return account ? toSession(account) : { status: 400, body: refused };
    }
    if (route === 'POST /auth/v1/logout') return { status: 204 };
    const name = accounts.findName(accessToken);
    if (name === undefined) return { status: 401, body: { code: 'PGRST303', message: 'JWT expired' } };
    if (route !== 'POST /rest/v1/tweets') return { status: 200, body: [] };
    accounts.post(name, body.text);
    return { status: 201 };
  },
  connect(socket, _url, follow) {
    socket.on('message', (message) => {
      const [joinRef, ref, topic, event] = JSON.parse(String(message));
      const send = (name: string, of: unknown, payload: object) =>
        socket.send(JSON.stringify([joinRef, of, topic, name, payload]));
      const ids = { postgres_changes: [{ id: 1, event: 'INSERT', schema: 'public', table: 'tweets' }] };
      if (event === 'phx_join' || event === 'heartbeat')
        send('phx_reply', ref, { status: 'ok', response: event === 'phx_join' ? ids : {} });
      if (event !== 'phx_join') return;
      const data = { schema: 'public', table: 'tweets', type: 'INSERT', columns: [], errors: null };
      send('system', null, {
        status: 'ok',
        extension: 'postgres_changes',
        message: 'Subscribed to PostgreSQL',
      });
      follow((record) => send('postgres_changes', null, { ids: [1], data: { ...data, record } }));
    });
  },
};

function toSession({ name, accessToken, refreshToken }: Account): FakeAnswer {
  const user = { id: name, aud: 'authenticated', email: name, app_metadata: {}, user_metadata: {} };
  const tokens = { access_token: accessToken, refresh_token: refreshToken, token_type: 'bearer' };
  return { status: 200, body: { ...tokens, expires_in: 3_600, user } };
}
