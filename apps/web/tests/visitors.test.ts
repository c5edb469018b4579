import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canRunBrowser } from '@dunlin/harness/browser';
import { makePhoto } from '@dunlin/harness/sample-media';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('a visitor', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${site.url}${path}`, { headers, redirect: 'manual' });

  test('reads a profile and a conversation without script, as they look with it, in less than 90 kB', async () => {
    const ada = await site.register('ada');
    for (let index = 1; index <= 25; index++)
      await ada.client.tweets.create({ text: `tweet ${index} of #birds` });
    const root = await ada.client.tweets.create({ text: 'A question' });
    await ada.client.tweets.create({ text: 'An answer', replyToId: root.id });
    for (const javaScriptEnabled of [false, true]) {
      await using opened = await site.openPage('/healthz', { javaScriptEnabled });
      const { page } = opened;
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      const sizes: Promise<number>[] = [];
      page.on('requestfinished', (request) => {
        sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
      });
      await page.goto(`${site.url}/@ada`, { waitUntil: 'networkidle' });
      const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeGreaterThan(5_000);
      expect(bytes).toBeLessThan(90_000);
      await page.getByRole('heading', { name: 'Ada', level: 1 }).waitFor();
      expect(await page.getByRole('article').count()).toBe(20);
      await page.getByRole('link', { name: 'Older tweets' }).click();
      await page.getByText('tweet 2 of').waitFor();
      await page.goto(`${site.url}/@ada/${root.id}`);
      await page.getByRole('heading', { name: 'Conversation', level: 1 }).waitFor();
      expect(await page.getByRole('article').allInnerTexts()).toEqual([
        expect.stringContaining('A question'),
        expect.stringContaining('An answer'),
      ]);
      expect(errors).toEqual([]);
    }
    await using opened = await site.openPage('/@ada');
    await checkAccessibility(opened.page);
    await takeScreenshots(opened.page, 'visitor-profile');
    await opened.page.goto(`${site.url}/@ada/${root.id}`);
    await checkAccessibility(opened.page);
    await takeScreenshots(opened.page, 'visitor-thread');
  });

  test('who is signed in gets the app at the same address', async () => {
    await site.register('bea');
    await using opened = await site.openPage('/');
    await signIn(opened.page, 'bea');
    await opened.page.goto(`${site.url}/@bea`);
    await opened.page.getByRole('link', { name: 'Edit profile' }).waitFor();
  });

  test('tags tell what the page shows, each once, with absolute addresses', async () => {
    const cleo = await site.register('cleo');
    await cleo.client.users.update({ id: cleo.id, bio: 'Birds & "bees" <b>' });
    const data = new Blob([new Uint8Array(await makePhoto({ width: 1_600, height: 900 }))]);
    const media = await uploadMedia(cleo.client, data, { altText: 'A heron' });
    await waitUntilReady(cleo.client, media);
    const picture = await cleo.client.tweets.create({ text: '', mediaIds: [media.id] });
    const text = await cleo.client.tweets.create({ text: `&lt; ${'漢'.repeat(120)}` });

    const profile = readTags(await (await get('/@CLEO')).text());
    expect(profile).toMatchObject({
      canonical: [`${site.url}/@cleo`],
      'og:type': ['profile'],
      'og:url': [`${site.url}/@cleo`],
      'og:title': ['Cleo (@cleo)'],
      'og:description': ['Birds &amp; &quot;bees&quot; &lt;b&gt;'],
      'twitter:card': ['summary'],
    });
    const tweet = readTags(await (await get(`/@cleo/${picture.id}`)).text());
    expect(tweet).toMatchObject({
      canonical: [`${site.url}/@cleo/${picture.id}`],
      'og:title': ['Cleo (@cleo)'],
      'og:description': ['Picture: A heron'],
      description: ['Picture: A heron'],
      'og:image': [expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/media\/\d+\?variant=/)],
      'og:image:type': ['image/jpeg'],
      'og:image:alt': ['A heron'],
      'twitter:card': ['summary_large_image'],
    });
    for (const [name, contents] of Object.entries(tweet))
      expect([name, contents]).toEqual([name, [expect.anything()]]);
    const image = await fetch(String(tweet['og:image']?.[0]).replaceAll('&amp;', '&'));
    expect([image.status, image.headers.get('content-type')]).toEqual([200, tweet['og:image:type']?.[0]]);
    expect((await image.arrayBuffer()).byteLength).toBeLessThan(1_000_000);
    // Escaped once.
    expect(readTags(await (await get(`/@other/${text.id}`)).text())).toMatchObject({
      canonical: [`${site.url}/@cleo/${text.id}`],
      'og:description': [`&amp;lt; ${'漢'.repeat(120)}`],
    });
  });

  test('a page is asked for again each time, compressed as the client takes it, in its language', async () => {
    const dan = await site.register('dan');
    await dan.client.tweets.create({ text: 'Hello' });
    for (const [accepted, encoding] of [
      ['br, gzip', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const page = await get('/@dan', { 'accept-encoding': accepted });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-encoding')).toBe(encoding);
      expect(page.headers.get('cache-control')).toBe('no-cache');
      expect(page.headers.get('vary')).toContain('accept-language');
      expect(page.headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'self'; .*script-src 'self';/,
      );
    }
    const tag = String((await get('/@dan')).headers.get('etag'));
    expect((await get('/@dan', { 'if-none-match': tag })).status).toBe(304);
    expect(await (await get('/@dan', { 'accept-language': 'de-DE,de;q=0.9' })).text()).toContain('lang="de"');
    await dan.client.tweets.create({ text: 'News' });
    const changed = await get('/@dan', { 'if-none-match': tag });
    expect([changed.status, await changed.text()]).toEqual([200, expect.stringContaining('News')]);
  });

  test('what is deleted, private, deactivated or was never there has a page that tells nothing of it, and no old copy is good', async () => {
    const eve = await site.register('eve');
    const secret = await eve.client.tweets.create({ text: 'Secret words' });
    const deleted = await eve.client.tweets.create({ text: 'Deleted words' });
    const paths = ['/@eve', `/@eve/${secret.id}`, `/@eve/${deleted.id}`] as const;
    const tags = await Promise.all(paths.map(async (path) => String((await get(path)).headers.get('etag'))));
    const look = async () =>
      Promise.all(
        paths.map(async (path, index) => {
          const page = await get(path, { 'if-none-match': String(tags[index]) });
          const body = await page.text();
          if (page.status >= 400) expectNothing(page, body);
          return page.status;
        }),
      );

    await eve.client.tweets.delete({ id: deleted.id });
    expect(await look()).toEqual([200, 304, 410]);
    await eve.client.users.update({ id: eve.id, private: true });
    expect(await look()).toEqual([404, 404, 404]);
    await eve.client.users.update({ id: eve.id, private: false });
    expect(await look()).toEqual([200, 304, 410]);
    await eve.client.users.delete({ id: eve.id });
    expect(await look()).toEqual([404, 404, 404]);
    for (const path of ['/@nobody', '/@nobody/12', '/@not%20a%20name', '/@eve/99999999999999999999999'])
      expect((await get(path)).status).toBe(404);
  });

  test('a quoted or repeated tweet of who went private is not in the pages of others', async () => {
    const fay = await site.register('fay');
    const gus = await site.register('gus');
    const { id } = await fay.client.tweets.create({ text: 'Only for a while' });
    const quote = await gus.client.tweets.create({ text: 'Look', quotedId: id });
    await gus.client.retweets.create({ id });
    expect(await (await get('/@gus')).text()).toContain('Only for a while');
    await fay.client.users.update({ id: fay.id, private: true });
    for (const path of ['/@gus', `/@gus/${quote.id}`])
      expect(await (await get(path)).text()).not.toContain('Only for a while');
  });

  test('feeds of a profile hold what it wrote, newest first, each with its author and absolute addresses', async () => {
    const hal = await site.register('hal');
    const other = await site.register('ivy');
    const quoted = await other.client.tweets.create({ text: 'Quotable' });
    await hal.client.retweets.create({ id: quoted.id });
    const first = await hal.client.tweets.create({ text: 'Tags & <b>"quotes"</b> ]]> #birds' });
    const second = await hal.client.tweets.create({ text: 'See this', quotedId: quoted.id });
    const page = await get('/@hal');
    const html = await page.text();
    expect(
      [...html.matchAll(/rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"/g)].map(([, ...link]) => link),
    ).toEqual([
      ['application/atom+xml', `${site.url}/@hal.atom`],
      ['application/feed+json', `${site.url}/@hal.json`],
    ]);

    const json = await get('/@hal.json', { 'accept-encoding': 'br, gzip' });
    expect(json.headers.get('content-type')).toBe('application/feed+json; charset=utf-8');
    expect(json.headers.get('content-encoding')).toBe('gzip');
    // `as`: JSON Feed 1.1.
    const feed = (await json.json()) as { items: { id: string; authors: object[]; content_html: string }[] };
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      feed_url: `${site.url}/@hal.json`,
    });
    expect(feed.items.map(({ id }) => id)).toEqual([
      `${site.url}/@hal/${second.id}`,
      `${site.url}/@hal/${first.id}`,
    ]);
    for (const { authors, content_html: content } of feed.items) {
      expect(authors).toEqual([{ name: 'Hal', url: `${site.url}/@hal` }]);
      for (const [, address] of content.matchAll(/(?:href|src)="([^"]+)"/g)) expect(address).toMatch(/^http/);
    }
    expect(feed.items[0]?.content_html).toContain('Quotable');

    const atom = await get('/@hal.atom', { accept: 'application/rss+xml' });
    expect(atom.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const text = await atom.text();
    await using opened = await site.openPage('/healthz');
    const parsed = await opened.page.evaluate<{ error: boolean; entries: string[][] }>(`(() => {
      const document = new DOMParser().parseFromString(${JSON.stringify(text)}, 'application/xml');
      const entries = [...document.querySelectorAll('entry')].map((entry) =>
        ['id', 'title', 'author > name', 'published', 'content'].map((part) => entry.querySelector(part)?.textContent ?? ''));
      return { error: document.querySelector('parsererror') !== null, entries };
    })()`);
    expect(parsed.error).toBe(false);
    expect(parsed.entries.map(([id]) => id)).toEqual(feed.items.map(({ id }) => id));
    expect(parsed.entries[1]?.slice(1, 4)).toEqual([
      expect.stringMatching(/^Tags & <b>"quotes"<\/b> \]\]>/),
      'Hal',
      first.createdAt,
    ]);
    expect(parsed.entries[1]?.[4]).toContain('Tags &amp; &lt;b&gt;');

    const tag = String(atom.headers.get('etag'));
    expect((await get('/@hal.atom', { 'if-none-match': tag })).status).toBe(304);
    await hal.client.tweets.delete({ id: first.id });
    expect(await (await get('/@hal.atom', { 'if-none-match': tag })).text()).not.toContain('quotes');
    await hal.client.users.update({ id: hal.id, private: true });
    for (const path of ['/@hal.atom', '/@hal.json', '/@nobody.atom'])
      expect((await get(path, { 'if-none-match': tag })).status).toBe(404);
  });

  test('a tweet can be put into a page of another site, where it runs nothing, and no other page of ours can', async () => {
    const jan = await site.register('jan');
    const { id } = await jan.client.tweets.create({ text: 'Frame me' });
    const html = await (await get(`/@jan/${id}`)).text();
    const [, link = ''] = /type="application\/json\+oembed"[^>]* href="([^"]+)"/.exec(html) ?? [];
    const answer = await fetch(link.replaceAll('&amp;', '&'));
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    // `as`: oEmbed 1.0.
    const embedding = (await answer.json()) as { html: string };
    expect(embedding).toMatchObject({
      ...{ version: '1.0', type: 'rich', author_name: 'Jan', author_url: `${site.url}/@jan` },
      ...{
        width: 550,
        height: 420,
        html: expect.stringMatching(/^<iframe src="[^"]+\/embed" [^<>]*><\/iframe>$/),
      },
    });
    const ask = (query: Record<string, string>) => get(`/oembed?${new URLSearchParams(query)}`);
    const url = `${site.url}/@jan/${id}`;
    expect(await (await ask({ url, maxwidth: '300', maxheight: '200' })).json()).toMatchObject({
      width: 300,
      height: 200,
    });
    expect((await ask({ url, format: 'xml' })).status).toBe(501);
    for (const other of ['https://elsewhere.example/@jan/1', `${site.url}/@jan`, `${url}"><script>`, ''])
      expect((await ask({ url: other })).status).toBe(404);

    await using opened = await site.openPage('/healthz');
    const { page } = opened;
    await using other = await openOtherSite(`${embedding.html}<iframe name="page" src="${url}"></iframe>`);
    await page.goto(other.url);
    const frame = page.frameLocator('iframe').first();
    await frame.getByText('Frame me').waitFor();
    expect(await frame.locator('script').count()).toBe(0);
    expect(await page.frameLocator('iframe[name="page"]').getByText('Frame me').count()).toBe(0);

    // As WordPress frames it: with an origin of its own.
    await using sandbox = await openOtherSite(
      embedding.html.replace('<iframe', '<iframe sandbox="allow-scripts"'),
    );
    const looks = async () => {
      const article = page.frameLocator('iframe').first().getByRole('article');
      return article.evaluate<string, void>('(element) => getComputedStyle(element).display');
    };
    await page.goto(other.url);
    const display = await looks();
    expect(display).not.toBe('block');
    await page.goto(sandbox.url);
    expect(await looks()).toBe(display);

    await jan.client.tweets.delete({ id });
    await page.goto(other.url);
    await frame.getByText('This tweet has been deleted.').waitFor();
    const missing = await get(`/@jan/${id}/embed`);
    expect([missing.status, missing.headers.get('x-robots-tag')]).toEqual([410, 'noindex']);
    const gone = await ask({ url });
    expect([gone.status, await gone.json()]).toEqual([410, { error: expect.any(String) }]);
  });

  test('who wants it is left out of search engines: in the tags, the headers and the sitemap', async () => {
    const kim = await site.register('kim');
    const { id } = await kim.client.tweets.create({ text: 'Not for search' });
    expect(await (await get('/robots.txt')).text()).toContain(`Sitemap: ${site.url}/sitemap.xml`);
    const listed = `<loc>${site.url}/@kim</loc>`;
    expect(await (await get('/sitemap.xml')).text()).toContain(listed);
    for (const isOut of [false, true]) {
      await kim.client.users.update({ id: kim.id, noIndex: isOut });
      expect((await (await get('/sitemap.xml')).text()).includes(listed)).toBe(!isOut);
      for (const path of ['/@kim', `/@kim/${id}`]) {
        const page = await get(path);
        expect([page.status, page.headers.get('x-robots-tag')]).toEqual([200, isOut ? 'noindex' : null]);
        expect((await page.text()).includes('name="robots" content="noindex"')).toBe(isOut);
      }
    }
    const older = await get('/@kim?cursor=nonsense');
    expect(older.status).toBe(404);
    await kim.client.users.update({ id: kim.id, noIndex: false, private: true });
    expect(await (await get('/sitemap.xml')).text()).not.toContain(listed);
  });
});

/** Nothing that says what was there, and nothing that a preview is made of. */
function expectNothing(page: Response, body: string): void {
  expect(body).not.toMatch(/\beve\b|words|og:|twitter:|canonical|alternate/i);
  expect(page.headers.get('x-robots-tag')).toBe('noindex');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('etag')).toBeNull();
}

/** The contents of tags by name, as they stand in the source. */
function readTags(html: string): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const [, name = '', content = ''] of html.matchAll(
    /<(?:meta (?:property|name)|link rel)="([^"]+)" (?:content|href)="([^"]*)"/g,
  ))
    if (/^(?:og|twitter|profile|article):|^(?:description|canonical)$/.test(name))
      tags[name] = [...(tags[name] ?? []), content];
  return tags;
}

/** A page of another origin. */
async function openOtherSite(body: string): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>other</title>${body}`),
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
