import type { Protocol, PublishedPost } from './fake-server.ts';

const cid = 'messaging:engines';
const began = '2026-01-01T00:00:00Z';

/** The app's own backend, which gives its users tokens, answers `/app/token`. */
export const streamChat: Protocol = {
  refresh: /GET \/app\/token/,
  write: /POST \/channels\/messaging\/engines\/message/,
  hasGrace: true,
  answer({ route, query, accessToken, body, published }, accounts) {
    if (route === 'GET /app/token')
      return { status: 200, body: accounts.signIn(query.get('user') ?? '', 'valid') };
    const name = accounts.findName(accessToken);
    if (name === undefined)
      return { status: 401, body: { code: 40, StatusCode: 401, message: 'token expired' } };
    if (route === 'POST /channels/messaging/engines/query')
      return { status: 200, body: toChannel(published) };
    if (route === 'POST /channels') return { status: 200, body: { channels: [toChannel(published)] } };
    if (route !== 'POST /channels/messaging/engines/message')
      return { status: 200, body: { message: toMessage({ id: '1', text: 'hello' }) } };
    const { id, text } = body.message as PublishedPost; // as: what its client sends
    accounts.post(name, text);
    return { status: 201, body: { message: toMessage({ id, text }) } };
  },
  connect(socket, url, follow) {
    const { user_id: id } = JSON.parse(url.searchParams.get('json') ?? '{}');
    const send = (event: object) => socket.send(JSON.stringify({ created_at: began, ...event }));
    send({
      type: 'health.check',
      connection_id: crypto.randomUUID(),
      me: { id, mutes: [], channel_mutes: [], devices: [] },
    });
    follow((post) =>
      send({
        type: 'message.new',
        cid,
        channel_type: 'messaging',
        channel_id: 'engines',
        message: toMessage(post),
      }),
    );
  },
};

/** As many of the latest messages as its server gives unless asked for more. */
function toChannel(published: readonly PublishedPost[]): object {
  const channel = { id: 'engines', type: 'messaging', cid, created_at: began, own_capabilities: [] };
  const lists = { members: [], watchers: [], read: [], pinned_messages: [] };
  return { channel, messages: published.slice(-25).map(toMessage), ...lists };
}

function toMessage({ id, text }: PublishedPost): object {
  const at = new Date(Date.parse(began) + Number(id) * 1000 || 0).toISOString();
  return { id, text, type: 'regular', cid, user: { id: 'ada' }, created_at: at, updated_at: at, html: text };
}
