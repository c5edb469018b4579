import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Outcome } from '../request.ts';

/** The server may wait for the rest of what looks like the beginning of a request. */
const patienceMs = 200;

/** Sends bytes, and looks at what comes at once. */
export async function sendBytes(url: string, bytes: Uint8Array): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  const answered = new Promise<void>((resolve) => {
    socket.on('error', () => resolve()).on('close', () => resolve());
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
      resolve();
    });
  });
  socket.write(bytes);
  await Promise.race([answered, delay(patienceMs)]);
  socket.destroy();
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
  return status >= 500 ? { fault: `bytes: ${answer.slice(0, 300)}` } : { status };
}
