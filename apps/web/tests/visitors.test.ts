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
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
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
