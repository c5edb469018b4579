import { canRunS3Server, s3ServerTitle, startS3Server } from '@dunlin/harness/s3-server';
import { makePhoto } from '@dunlin/harness/sample-media';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestServer } from './test-server.ts';

describe.runIf(canRunS3Server)(s3ServerTitle, () => {
  test('media that stand in S3 are uploaded, processed, served in ranges and deleted', async () => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const { bucket, endpoint, credentials } = await startS3Server(stack);
    const environment = {
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_PATH_STYLE: 'true' },
      ...{ S3_ACCESS_KEY_ID: credentials.accessKeyId, S3_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    };
    const server = stack.use(await startTestServer({ environment }));
    const { token } = await server.register('ann');
    const headers = { authorization: `Bearer ${token}` };
    const body = new FormData();
    body.append('file', new Blob([Uint8Array.from(await makePhoto({ width: 32, height: 24 }))]));
    const answer = await fetch(`${server.url}/api/media/upload`, { method: 'POST', headers, body });
    const { id } = Object(await answer.json());
    await server.api.drain();

    const { body: media } = await server.request('GET', `/api/media/${id}/status`, { token });
    expect(media).toMatchObject({ status: 'ready', width: 24, height: 32 });
    const part = await fetch(`${server.url}${media.url}`, { headers: { range: 'bytes=8-11' } });
    expect([part.status, await part.text()]).toEqual([206, 'WEBP']);
    const keys = () => Array.fromAsync(server.api.services.storage.list(`media/${id}/`));
    expect(await keys()).toEqual([`media/${id}/large.jpg`, `media/${id}/large.webp`]);
    await server.request('DELETE', `/api/media/${id}`, { token });
    await server.api.drain();
    expect(await keys()).toEqual([]);
  });
});
