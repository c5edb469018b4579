import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connectEmbeddedPostgres, createDatabase } from '@dunlin/db';
import { canRunBrowser } from '@dunlin/harness/browser';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, password } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('a visitor', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  const get = (path: string) => fetch(`${site.url}${path}`, { redirect: 'manual' });

  test('reads what carries a hashtag, as a page and as feeds, and nothing of who is private', async () => {
    const ada = await site.register('ada');
    const bea = await site.register('bea');
    for (let number = 1; number <= 21; number++)
      await ada.client.tweets.create({ text: `heron ${number} #Vögel` });
    const latest = await bea.client.tweets.create({ text: 'A wader #VOGEL' });
    await expect
      .poll(async () => await (await get('/tags/vogel')).text())
      .toMatch(/A wader[\s\S]*heron 21 [\s\S]*heron 3 /);

    await using opened = await site.openPage(`/@bea/${latest.id}`, { javaScriptEnabled: false });
    const { page, errors } = opened;
    await page.getByRole('link', { name: '#VOGEL' }).click();
    await page.getByRole('heading', { name: '#vogel', level: 1 }).waitFor();
    expect(await page.getByRole('article').count()).toBe(20);
    await page.getByRole('link', { name: 'Older tweets' }).click();
    await page.getByText('heron 1 ').waitFor();
    expect(errors).toEqual([]);
    await using withScript = await site.openPage('/tags/Vogel');
    await checkAccessibility(withScript.page);
    await takeScreenshots(withScript.page, 'visitor-tag');

    const html = await get('/tags/V%C3%B6gel');
    expect(html.headers.get('x-robots-tag')).toBe('noindex');
    expect(await html.text()).toContain(`rel="canonical" href="${site.url}/tags/vogel"`);
    const json = await get('/tags/vogel.json');
    // `as`: JSON Feed 1.1.
    const feed = (await json.json()) as { items: { id: string }[] };
    expect(feed).toMatchObject({
      ...{
        title: '#vogel',
        home_page_url: `${site.url}/tags/vogel`,
        feed_url: `${site.url}/tags/vogel.json`,
      },
      items: expect.objectContaining({ length: 20 }),
    });
    expect(feed.items[0]?.id).toBe(`${site.url}/@bea/${latest.id}`);
    const atom = await get('/tags/vogel.atom');
    expect(atom.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    expect(await atom.text()).toContain(
      `<link rel="self" type="application/atom+xml" href="${site.url}/tags/vogel.atom"/>`,
    );

    await bea.client.users.update({ id: bea.id, private: true });
    for (const path of ['/tags/vogel', '/tags/vogel.atom', '/tags/vogel.json'])
      await expect.poll(async () => await (await get(path)).text()).not.toContain('wader');
    expect(await (await get('/tags/nothing')).text()).toContain('Nothing found');
    expect((await get(`/tags/${'x'.repeat(300)}`)).status).toBe(404);
  });

  test('reads the answers of an account beside what else it wrote', async () => {
    const cleo = await site.register('cleo');
    const root = await cleo.client.tweets.create({ text: 'A question' });
    await cleo.client.tweets.create({ text: 'An answer', replyToId: root.id });
    await using opened = await site.openPage('/@cleo', { javaScriptEnabled: false });
    const { page } = opened;
    expect(await page.getByRole('article').allInnerTexts()).toEqual([expect.stringContaining('A question')]);
    await page.getByRole('link', { name: 'Replies' }).click();
    await page.getByText('An answer').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect((await get('/@cleo/replies')).headers.get('x-robots-tag')).toBe('noindex');
    expect(await (await get('/@cleo/replies')).text()).toContain(`rel="canonical" href="${site.url}/@cleo"`);
  });

  test('is told of a tweet in JSON that means the same once its entities are decoded', async () => {
    const dan = await site.register('dan');
    const said = 'He said &quot;no&quot; </script><!-- "yes" \\ & so';
    const { id, createdAt } = await dan.client.tweets.create({ text: said });
    const html = await (await get(`/@dan/${id}`)).text();
    const [, data = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(html) ?? [];
    expect(data).not.toMatch(/[<>&]/);
    expect(JSON.parse(data)).toMatchObject({
      ...{ '@type': 'SocialMediaPosting', url: `${site.url}/@dan/${id}`, articleBody: said },
      ...{ datePublished: createdAt, author: { name: 'Dan', url: `${site.url}/@dan` } },
    });
  });

  test('of a page without a picture of its own, programs are given one that all of them show', async () => {
    await site.register('eve');
    const html = await (await get('/@eve')).text();
    const [, address = ''] = /property="og:image" content="([^"]+)"/.exec(html) ?? [];
    expect(address).toMatch(new RegExp(`^${site.url}/assets/`));
    const picture = await fetch(address);
    expect(picture.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([512, 512]);
  });

  test('an address as some programs write it leads to the one that the page has', async () => {
    const fay = await site.register('fay');
    const { id } = await fay.client.tweets.create({ text: 'Here' });
    for (const [path, to] of [
      ['/@fay/', '/@fay'],
      ['/%40fay', '/@fay'],
      ['/%40fay/', '/@fay'],
      [`/@fay/${id}/`, `/@fay/${id}`],
      [`/%40fay/${id}`, `/@fay/${id}`],
      ['/%40%2felsewhere.example', '/@%2Felsewhere.example'],
    ] as const) {
      const answer = await get(path);
      expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 301, `${site.url}${to}`]);
    }
  });

  test('a program that speaks HTTP/1.0 is answered', async () => {
    await site.register('gus');
    const { hostname, port } = new URL(site.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET /@gus HTTP/1.0\r\n\r\n');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Gus \(@gus\)[\s\S]*<\/html>/);
  });

  test('who signs in from a page comes back to it', async () => {
    await site.register('hal');
    await using opened = await site.openPage('/@hal');
    const { page } = opened;
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByLabel('Username or e-mail').fill('hal');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Edit profile' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/@hal');
  });

  test('a fault of the server has a page that says so, and tells nothing', async () => {
    await site.register('ivy');
    const connection = await connectEmbeddedPostgres(join(site.dataDir, 'postgres'));
    if (!connection) throw new Error('the database does not run');
    await using db = createDatabase({ url: connection.url });
    const name = async (from: string, to: string) =>
      sql`alter table users rename column ${sql.id(from)} to ${sql.id(to)}`.execute(db);
    await name('bio', 'biography');
    try {
      const page = await get('/@ivy');
      expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain('That went wrong');
    } finally {
      await name('biography', 'bio');
    }
    await expect.poll(async () => (await get('/@ivy')).status).toBe(200);
  });
});
