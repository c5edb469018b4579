import type { Protocol } from './fake-server.ts';

export const masto: Protocol = {
  refresh: /oauth\/token/,
  write: /POST \/api\/v1\/statuses/,
  hasGrace: false,
  answer({ route, accessToken, body }, accounts) {
    const name = accounts.findName(accessToken);
    if (name === undefined) return { status: 401, body: { error: 'The access token is invalid' } };
    if (route !== 'POST /api/v1/statuses') return { status: 200, body: [] };
    accounts.post(name, body.status);
    return { status: 200, body: { id: '1', content: body.status } };
  },
  connect(socket, _url, follow) {
    socket.on('message', (message) => {
      if (JSON.parse(String(message)).type !== 'subscribe') return;
      follow(({ id, text }) =>
        socket.send(
          JSON.stringify({
            stream: ['user'],
            event: 'update',
            payload: JSON.stringify({ id, content: text }),
          }),
        ),
      );
    });
  },
};
