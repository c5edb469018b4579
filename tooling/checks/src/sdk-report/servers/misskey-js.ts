import type { Protocol } from './fake-server.ts';

export const misskeyJs: Protocol = {
  refresh: /none/,
  write: /POST \/api\/notes\/create/,
  hasGrace: false,
  answer({ route, body }, accounts) {
    const name = accounts.findName(String(body.i));
    if (name === undefined) return { status: 401, body: { error: { code: 'AUTHENTICATION_FAILED' } } };
    if (route !== 'POST /api/notes/create') return { status: 200, body: [] };
    accounts.post(name, body.text);
    return { status: 200, body: { createdNote: { id: '1', text: body.text } } };
  },
  connect(socket, _url, follow) {
    socket.on('message', (message) => {
      const { type, body } = JSON.parse(String(message));
      if (type !== 'connect') return;
      follow((post) =>
        socket.send(JSON.stringify({ type: 'channel', body: { id: body.id, type: 'note', body: post } })),
      );
    });
  },
};
