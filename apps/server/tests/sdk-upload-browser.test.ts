import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { canRunBrowser, launchBrowser } from '@dunlin/harness/browser';
import { makePhoto } from '@dunlin/harness/sample-media';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const MiB = 2 ** 20;
const sources = new URL('../../../packages/sdk/src/', import.meta.url);
const app = `<script type="module">
  import { browserStorage, createClient } from '/app/index.ts';
  import { uploadMedia } from '/app/upload.ts';

  const client = createClient({ baseUrl: location.origin, storage: browserStorage() });
  if (!localStorage.getItem('dunlin'))
    await client.auth.register({ username: 'ada', email: 'ada@example.org', password: 'correct horse' });
  const photo = await (await fetch('/app/photo')).blob();
  const file = new File([photo], 'heron.jpg', { lastModified: 1, type: 'image/jpeg' });
  const onProgress = ({ sentBytes }) => tell(sentBytes);
  end(await uploadMedia(client, file, { onProgress, resumeFrom: localStorage }));
</script>`;

test.runIf(canRunBrowser)(
  'in a browser an upload tells of every piece that it sends, and goes on where it was when the page is opened again',
  async () => {
    await using server = await startTestServer();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await serveApp(page, `${server.url}/app`);
      await slowDown(page);
      const told: number[] = [];
      const { promise: uploaded, resolve } = Promise.withResolvers<{ id: string }>();
      await page.exposeFunction('tell', (sentBytes: number) => void told.push(sentBytes));
      await page.exposeFunction('end', resolve);
      const offsets: number[] = [];
      page.on('request', (request) => {
        if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
      });

      await page.goto(`${server.url}/app`);
      await expect.poll(() => Math.max(...told), { timeout: 20_000 }).toBeGreaterThan(1.5 * MiB);
      expect(told.filter((sentBytes) => sentBytes > 0 && sentBytes < MiB).length).toBeGreaterThan(2);
      expect(offsets.splice(0)[0]).toBe(0);
      await page.reload();

      const { id } = await uploaded;
      expect(offsets[0]).toBeGreaterThanOrEqual(MiB);
      expect(await server.api.services.db.selectFrom('media').select('id').execute()).toEqual([{ id }]);
      expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['dunlin']);
    } finally {
      await browser.close();
    }
  },
);

/** The app, and beside it the SDK as it stands here. */
async function serveApp(page: Page, url: string): Promise<void> {
  const photo = await makePhoto({ width: 64, height: 48 });
  await page.route(`${url}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.replace(/^\/app\/?/, '');
    if (!name) return route.fulfill({ contentType: 'text/html', body: app });
    if (name === 'photo') return route.fulfill({ body: Buffer.concat([photo, Buffer.alloc(4 * MiB)]) });
    const body = stripTypeScriptTypes(await readFile(new URL(name, sources), 'utf8'));
    await route.fulfill({ contentType: 'text/javascript', body });
  });
}

/** To a mebibyte a second, up. */
async function slowDown(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const line = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: MiB };
  await devtools.send('Network.emulateNetworkConditions', line);
}
