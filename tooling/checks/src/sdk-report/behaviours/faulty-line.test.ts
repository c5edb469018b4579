import { once } from 'node:events';
import { until } from '@dunlin/harness/until';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startFakeServer } from '../servers/fake-server.ts';
import { misskeyJs } from '../servers/misskey-js.ts';
import { startFaultyLine } from './faulty-line.ts';

test('half of what fails is refused and not served, half is served and its answer lost', async () => {
  await using server = await startFakeServer(misskeyJs);
  await using line = await startFaultyLine(server.url);
  const { accessToken } = await server.signIn('ada', 'valid');
  line.fail(1, server.write);

  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => post(line.url, accessToken, index)),
  );

  const lost = outcomes.filter((status) => status === undefined).length;
  expect(outcomes.filter((status) => status === 503)).toHaveLength(100 - lost);
  expect(lost).toBeGreaterThan(30);
  expect(lost).toBeLessThan(70);
  expect(await server.written()).toHaveLength(lost);
});

test('a stream that is cut cannot be opened again until the line is up', async () => {
  await using server = await startFakeServer(misskeyJs);
  await using line = await startFaultyLine(server.url);
  const open = () => new WebSocket(line.url.replace('http', 'ws'));
  const [socket] = [open()];
  await once(socket, 'open');

  line.down();
  await once(socket, 'close');

  await expect(once(open(), 'open')).rejects.toThrow();
  line.up();
  await once(open(), 'open');
  await until(() => line.openStreams === 1);
});

/** The status of the answer; undefined if there is none. */
async function post(url: string, accessToken: string, index: number): Promise<number | undefined> {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify({ i: accessToken, text: `post ${index}` });
  const answer = await fetch(`${url}/api/notes/create`, { ...request, body }).catch(() => undefined);
  return answer?.status;
}
