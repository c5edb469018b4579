import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { attackerAddress } from '../account.ts';
import { repeat, type Scenario } from '../scenario.ts';

export const manySockets: Scenario = {
  name: 'many-sockets',
  title: '2,000 WebSockets of one account, and 500 that never say whose they are, opened again when closed',
  async attack({ url, attacker, signal }) {
    let opened = 0;
    await repeat({ signal }, 2_500, async () => {
      opened += 1;
      const saysWho = opened % 5 !== 0;
      const socket = new WebSocket(
        `${url.replace('http', 'ws')}/trpc${saysWho ? '?connectionParams=1' : ''}`,
        {
          localAddress: attackerAddress,
        },
      );
      socket.on('error', () => {});
      try {
        await once(socket, 'open', { signal });
        if (saysWho) subscribe(socket, attacker.token);
        await once(socket, 'close', { signal });
      } finally {
        socket.terminate();
        await delay(100);
      }
    });
  },
};

function subscribe(socket: WebSocket, token: string): void {
  const data = { authorization: `Bearer ${token}` };
  socket.send(JSON.stringify({ method: 'connectionParams', data }));
  for (let id = 1; id <= 5; id += 1)
    socket.send(
      JSON.stringify({ id, method: 'subscription', params: { path: 'timelines.onHome', input: {} } }),
    );
}

export const unreadStreams: Scenario = {
  name: 'unread-streams',
  title: '500 event streams that nobody reads, while their account posts',
  async attack({ url, attacker, openSender, signal }) {
    const { hostname, port } = new URL(url);
    using sender = openSender(2);
    const posting = repeat({ signal }, 2, () =>
      sender.send({
        ...{ method: 'POST', path: '/api/tweets', token: attacker.token },
        body: JSON.stringify({ text: `${'long '.repeat(50)}${Date.now()}` }),
      }),
    );
    const opening = repeat({ signal }, 500, async () => {
      const socket = connect({ host: hostname, port: Number(port), localAddress: attackerAddress });
      socket.on('error', () => {});
      try {
        await once(socket, 'connect', { signal });
        socket.write(
          `GET /api/stream/home HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${attacker.token}\r\n\r\n`,
        );
        await once(socket, 'close', { signal });
      } finally {
        socket.destroy();
      }
    });
    await Promise.all([posting, opening]);
  },
};
