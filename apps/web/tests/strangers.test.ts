import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canRunBrowser } from '@dunlin/harness/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';

/** What strangers write who want a page to run something, break out of its place, or lead elsewhere. */
const hostileTexts = [
  '<script>window.hacked = 1</script>',
  '"><img src=x onerror="window.hacked = 1">',
  "'><svg/onload=window.hacked=1>",
  '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
  '<a href="javascript:window.hacked=1">click</a> javascript:window.hacked=1',
  'data:text/html,<script>window.hacked=1</script>',
  '{{constructor.constructor("window.hacked=1")()}} #{window.hacked=1}',
  '</textarea><style>*{display:none}</style>',
  '#tagged"><img src=x onerror=window.hacked=1>',
  'https://example.org/"onmouseover="window.hacked=1',
  'http://example.org@evil.example/ //evil.example https://examp\u0131e.org',
  '#"><b>x #\u202egnp.exe @"><i>ada',
  '\u202eright to left override \u2066isolate',
  '&lt;script&gt; &amp;quot; %3Cscript%3E \u0000\u0008',
  `long ${'w'.repeat(250)}`,
  '漢'.repeat(140),
];

describe.runIf(canRunBrowser)('what strangers do', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('texts and names of strangers run nothing, lead nowhere but to the web, and break no page', async () => {
    const mallory = await site.register('mallory');
    const ada = await site.register('ada');
    await ada.client.follows.create({ id: mallory.id });
    const taken: string[] = [];
    for (const text of hostileTexts) {
      const tweet = await mallory.client.tweets.create({ text }).catch(() => undefined);
      if (tweet) taken.push(tweet.id);
      await mallory.client.users.update({ id: mallory.id, displayName: text.slice(0, 50) }).catch(() => {});
      await mallory.client.users.update({ id: mallory.id, bio: text.slice(0, 160) }).catch(() => {});
      await mallory.client.users.update({ id: mallory.id, website: text }).catch(() => {});
    }
    expect(taken.length).toBeGreaterThan(10);
    for (const width of [1280, 320]) {
      await using opened = await site.openPage('/', { viewport: { width, height: 8_000 } });
      const { page, errors } = opened;
      const elsewhere: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(site.url) && !request.url().startsWith('blob:'))
          elsewhere.push(request.url());
      });
      await signIn(page, 'ada');
      for (const path of [
        '/',
        '/@mallory',
        `/@mallory/${taken[0]}`,
        '/search?q=window',
        '/@mallory/followers',
      ]) {
        await page.goto(`${site.url}${path}`);
        await page.locator('article').first().waitFor();
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        const links = await page.evaluate<string[]>(
          '[...document.querySelectorAll("main a")].map((link) => link.getAttribute("href") ?? "")',
        );
        expect(links.filter((href) => !/^(?:\/(?!\/)|https?:\/\/)/.test(href))).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
    }
  });

  test('what strangers write runs nothing on the pages of visitors, with script and without, and no tag ends early', async () => {
    const trudy = await site.register('trudy');
    const ids: string[] = [];
    for (const text of hostileTexts) {
      const tweet = await trudy.client.tweets.create({ text }).catch(() => undefined);
      if (tweet) ids.push(tweet.id);
      for (const profile of [
        { displayName: text.slice(0, 50) },
        { bio: text.slice(0, 160) },
        { location: text.slice(0, 50) },
        { website: text },
      ])
        await trudy.client.users.update({ id: trudy.id, ...profile }).catch(() => {});
    }
    const paths = [
      '/@trudy',
      ...ids.map((id) => `/@trudy/${id}`),
      '/@%22%3E%3Cscript%3E',
      '/@trudy/1?cursor=%22%3E',
      ...['/tags/%22%3E%3Cscript%3E', '/tags/tagged?cursor=%22%3E', '/tags/tagged'],
    ];
    for (const javaScriptEnabled of [true, false]) {
      await using opened = await site.openPage('/healthz', {
        javaScriptEnabled,
        viewport: { width: 320, height: 900 },
      });
      const { page, errors } = opened;
      const elsewhere: string[] = [];
      page.on('request', (request) => request.url().startsWith(site.url) || elsewhere.push(request.url()));
      for (const path of paths) {
        await page.goto(`${site.url}${path}`);
        expect(
          await page
            .locator(
              'script:not([type="application/ld+json"]), style, iframe, img[onerror], [onload], [onmouseover]',
            )
            .count(),
        ).toBe(1);
        // Whatever ends a tag early stands in the document as text before its body.
        expect(await page.locator('head > :not(meta, title, link, script)').count()).toBe(0);
        const links = await page.evaluate<string[]>(
          '[...document.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? "")',
        );
        expect(links.filter((href) => !/^(?:\/(?!\/)|https?:\/\/)/.test(href))).toEqual([]);
        if (!javaScriptEnabled) continue;
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      }
      expect(elsewhere).toEqual([]);
      expect(errors).toEqual([]);
    }
  });

  test('another site can neither sign out nor change a session, nor put the page into a frame', async () => {
    await site.register('bea');
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'bea');
    await using evil = await openEvilSite(site.url);
    const other = await page.context().newPage();
    await other.goto(evil.url);
    await other.waitForFunction('window.done');
    expect(await other.evaluate('window.frames[0].length')).toBe(0);

    await page.reload();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    const cookies = await page.context().cookies(site.url);
    expect(cookies.map(({ name }) => name).sort()).toEqual(['dunlin', 'dunlin-session']);
  });
});

/** A page of another origin of this machine, which is the same site to a browser: SameSite alone does not keep it out. */
async function openEvilSite(target: string): Promise<AsyncDisposable & { url: string }> {
  const page = `<!doctype html><title>evil</title><iframe name="frame" src="${target}/"></iframe>
    <form method="post" enctype="text/plain" target="frame" action="${target}/session/auth.logout"><input name='{"a":"' value='"}'></form>
    <script type="module">
      const send = (init) => fetch('${target}/session/auth.logout', { method: 'POST', credentials: 'include', ...init }).catch(() => {});
      await send({ mode: 'no-cors', body: '{}' });
      await send({ mode: 'no-cors', body: '{}', headers: { 'content-type': 'text/plain' } });
      await send({ headers: { 'content-type': 'application/json' }, body: '{}' });
      document.forms[0].submit();
      await new Promise((resolve) => document.querySelector('iframe').addEventListener('load', resolve, { once: true }));
      window.done = true;
    </script>`;
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(page),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // `as`: a TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
