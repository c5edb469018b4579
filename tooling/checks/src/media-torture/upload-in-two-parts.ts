import * as http from 'node:http';
import * as https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { type Outcome, waitForMedia } from './upload-and-wait.ts';

/**
 * Sends a share of the bytes by tus, breaks the connection, asks where to go on, and sends the rest.
 * @returns where it went on, and what became of it.
 */
export async function uploadInTwoParts(
  url: string,
  { token, bytes, share }: { token: string; bytes: Buffer; share: number },
): Promise<{ offset: number; outcome: Outcome }> {
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  const created = await fetch(`${url}/api/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': String(bytes.length) },
  });
  const upload = new URL(created.headers.get('location') ?? '', url);
  const content = { 'content-type': 'application/offset+octet-stream' };

  const first = bytes.subarray(0, bytes.length * share);
  const { request } = upload.protocol === 'https:' ? https : http;
  const cut = request(upload, {
    method: 'PATCH',
    headers: { ...headers, ...content, 'upload-offset': '0', 'content-length': bytes.length },
  });
  cut.on('error', () => {});
  await new Promise<void>((resolve) => cut.write(first, () => resolve()));
  const readOffset = async () =>
    Number((await fetch(upload, { method: 'HEAD', headers })).headers.get('upload-offset'));
  const closed = new Promise((resolve) => cut.once('close', resolve));
  cut.destroy();
  await closed;

  // What was on its way when the line broke may still be being written.
  let [offset, before] = [await readOffset(), -1];
  while (offset !== before) {
    await delay(200);
    [offset, before] = [await readOffset(), offset];
  }
  const resumed = await fetch(upload, {
    method: 'PATCH',
    headers: { ...headers, ...content, 'upload-offset': String(offset) },
    body: Uint8Array.from(bytes.subarray(offset)),
  });
  if (!resumed.ok) throw new Error(`the rest was answered with ${resumed.status} ${await resumed.text()}`);
  const id = upload.pathname.split('/').at(-1) ?? '';
  return { offset, outcome: await waitForMedia(url, { token, id, startedAt }) };
}
