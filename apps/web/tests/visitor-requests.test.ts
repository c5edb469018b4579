import { request } from 'node:http';
import { makePhoto } from '@dunlin/harness/sample-media';
import { createClient } from '@dunlin/sdk';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { password, type StartedSite, startSite } from './opened-site.ts';

describe('what visitors and programs ask for', { timeout: 120_000 }, () => {
  let site: StartedSite;
  beforeAll(async () => {
    site = await startSite();
  }, 120_000);
  afterAll(() => site[Symbol.asyncDispose]());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${site.url}${path}`, { headers, redirect: 'manual' });
  const askEmbedding = (url: string, more: Record<string, string> = {}) =>
    get(`/oembed?${new URLSearchParams({ url, ...more })}`);

  test('a tag is good in a list, weak or not, for pages, feeds and files', async () => {
    await site.register('ada');
    const body = await (await get('/@ada')).text();
    const [file = ''] = /\/assets\/[\w-]+\.css/.exec(body) ?? [];
    for (const path of ['/@ada', '/@ada.atom', '/@ada.json', '/sitemap.xml', file]) {
      const strong = String((await get(path)).headers.get('etag')).replace(/^W\//, '');
      for (const list of [strong, `W/${strong}`, `"other", W/${strong}`, '*'])
        expect([path, list, (await get(path, { 'if-none-match': list })).status]).toEqual([path, list, 304]);
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  test('odd names and ids are not there, and no failure', async () => {
    await site.register('bea');
    const paths = [
      '/@bea/nonsense',
      '/@bea/-1',
      '/@bea/0',
      '/@bea/1e3',
      `/@bea/${'9'.repeat(4_000)}`,
      '/@..',
      '/@bea%00',
    ];
    for (const path of [...paths, '/@..%2f..%2fmetrics', '/@bea.rss', '/@__proto__.json', '/@bea/x/embed']) {
      const page = await get(path);
      expect([path, page.status]).toEqual([path, 404]);
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    }
    for (const list of ['media', 'likes', 'followers', 'following'])
      expect((await get(`/@bea/${list}`)).status).toBe(200);
  });

  test('a part of a page is not sent, nor an encoding that nobody asked for, and HEAD says what GET does', async () => {
    await site.register('cem');
    for (const path of ['/@cem', '/@cem.atom', '/sitemap.xml']) {
      const whole = await get(path, { range: 'bytes=0-1048575', 'accept-encoding': 'identity' });
      expect([whole.status, whole.headers.get('content-range')]).toEqual([200, null]);
      const bytes = String((await whole.arrayBuffer()).byteLength);
      const head = await fetch(`${site.url}${path}`, {
        method: 'HEAD',
        headers: { 'accept-encoding': 'identity' },
      });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, bytes]);
      for (const name of ['etag', 'content-type', 'vary', 'cache-control'])
        expect(head.headers.get(name)).toBe(whole.headers.get(name));
      expect(await askPlainly(site.url, path)).toEqual([200, undefined]);
    }
  });

  test('an embed is no wider or higher than there is room for, and of no other place', async () => {
    const dora = await site.register('dora');
    const { id } = await dora.client.tweets.create({ text: 'Hello' });
    const url = `${site.url}/@dora/${id}`;
    const sizeFor = async (maxwidth: string, maxheight: string) => {
      // `as`: oEmbed 1.0.
      const { width, height } = (await (await askEmbedding(url, { maxwidth, maxheight })).json()) as Size;
      return [width, height];
    };
    expect(await sizeFor('100', '90')).toEqual([100, 90]);
    expect(await sizeFor('99999', '99999')).toEqual([550, 420]);
    expect(await sizeFor('-5', 'many')).toEqual([550, 420]);
    const { host } = new URL(url);
    const rest = `/@dora/${id}`;
    for (const other of [
      `http://${host}.evil.example${rest}`,
      `http://${host}@evil.example${rest}`,
      `https://${host}${rest}`,
      `http://127.0.0.1${rest}`,
      `//${host}${rest}`,
      rest,
      `${url}/embed`,
    ])
      expect([other, (await askEmbedding(other)).status]).toEqual([other, 404]);
  });

  test('what is asked for by an address of IPv6 has addresses that lead there', async () => {
    const eli = await site.register('eli');
    const { id } = await eli.client.tweets.create({ text: 'Hello' });
    const host = '[::1]:3000';
    const embedding = await askAs(
      site.url,
      host,
      `/oembed?${new URLSearchParams({ url: `http://${host}/@eli/${id}` })}`,
    );
    expect(embedding).toContain(`<iframe src=\\"http://${host}/@eli/${id}/embed\\"`);
    expect(await askAs(site.url, host, '/sitemap.xml')).toContain(`<loc>http://${host}/@eli</loc>`);
  });

  test('a feed holds what an account wrote, though it repeated others more often since', async () => {
    const fay = await site.register('fay');
    const gus = await site.register('gus');
    for (const text of ['first', 'second']) await fay.client.tweets.create({ text });
    for (let count = 0; count < 25; count++) {
      const { id } = await gus.client.tweets.create({ text: `of another ${count}` });
      await fay.client.retweets.create({ id });
    }
    // `as`: JSON Feed 1.1.
    const { items } = (await (await get('/@fay.json')).json()) as { items: { title: string }[] };
    expect(items.map(({ title }) => title)).toEqual(['second', 'first']);
    expect((await (await get('/@gus.json')).text()).match(/"title":"of another/g)).toHaveLength(20);
  });

  test('a picture is attached to its entry in feeds, with what there is to see, and an avatar is a JPEG for previews', async () => {
    const hal = await site.register('hal');
    const upload = async (altText?: string) => {
      const data = new Blob([new Uint8Array(await makePhoto({ width: 900, height: 600 }))]);
      const media = await uploadMedia(hal.client, data, altText === undefined ? {} : { altText });
      await waitUntilReady(hal.client, media);
      return media.id;
    };
    await hal.client.tweets.create({
      text: '',
      mediaIds: [await upload('Herons & "reeds"'), await upload()],
    });
    await hal.client.users.update({ id: hal.id, avatarMediaId: await upload() });

    const atom = await (await get('/@hal.atom')).text();
    const enclosures = [
      ...atom.matchAll(/<link rel="enclosure" type="image\/webp" href="([^"]+)"( title="[^"]*")?\/>/g),
    ];
    expect(enclosures.map(([, , title]) => title)).toEqual([
      ' title="Herons &amp; &quot;reeds&quot;"',
      undefined,
    ]);
    // The first link is the tweet: some readers know of no other.
    expect(atom).toMatch(/<entry>.*?<link rel="alternate" .*?<link rel="enclosure" /);
    // `as`: JSON Feed 1.1.
    const feed = (await (await get('/@hal.json')).json()) as {
      items: { attachments: { url: string; title?: string }[] }[];
    };
    expect(feed.items[0]?.attachments).toMatchObject([
      { mime_type: 'image/webp', title: 'Herons & "reeds"' },
      {},
    ]);
    for (const { url } of feed.items[0]?.attachments ?? [])
      expect((await fetch(url)).headers.get('content-type')).toBe('image/webp');

    const [, image = ''] =
      /property="og:image" content="([^"]+)"/.exec(await (await get('/@hal')).text()) ?? [];
    const shown = await fetch(image.replaceAll('&amp;', '&'));
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test('what a moderator suspends or removes is in no page, feed, embed or sitemap, nor good in a cache', async () => {
    await site.createAdmin('olga');
    const { admin, auth } = createClient({ baseUrl: site.url });
    await auth.login({ username: 'olga', password });
    const reader = await site.register('jon');
    const ivy = await site.register('ivy');
    const { id } = await ivy.client.tweets.create({ text: 'Forbidden words' });
    const embedding = `/oembed?${new URLSearchParams({ url: `${site.url}/@ivy/${id}` })}`;
    const paths = [
      '/@ivy',
      `/@ivy/${id}`,
      `/@ivy/${id}/embed`,
      '/@ivy.atom',
      '/@ivy.json',
      embedding,
      '/sitemap.xml',
    ];
    const tags = await Promise.all(paths.map(async (path) => String((await get(path)).headers.get('etag'))));
    const look = async () =>
      Promise.all(
        paths.map(async (path, index) => {
          const answer = await get(path, { 'if-none-match': String(tags[index]) });
          const body = await answer.text();
          if (answer.status !== 304) expect(body).not.toMatch(/Forbidden words|@ivy<\/loc>/);
          return answer.status;
        }),
      );
    expect(await look()).toEqual(paths.map(() => 304));
    await admin.users.suspend({ id: ivy.id, reason: 'Test' });
    expect(await look()).toEqual([404, 404, 404, 404, 404, 404, 200]);
    await admin.users.restore({ id: ivy.id });
    expect(await look()).toEqual(paths.map(() => 304));
    await reader.client.moderation.report({ tweetId: id, reason: 'spam' });
    const [report] = (await admin.reports.list({})).items;
    await admin.reports.resolve({ id: String(report?.id), action: 'removeTweet' });
    expect(await look()).toEqual([200, 404, 404, 200, 200, 404, 304]);
  });
});

/** What a client that says nothing of encodings gets: the status, and the encoding. */
function askPlainly(url: string, path: string): Promise<[number | undefined, string | undefined]> {
  return new Promise((resolve, reject) => {
    request(`${url}${path}`, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers['content-encoding']]);
    })
      .on('error', reject)
      .end();
  });
}

/** What is answered to who knows the server by another name. */
function askAs(url: string, host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(`${url}${path}`, { headers: { host } }, async (answer) => {
      resolve(Buffer.concat(await answer.toArray()).toString());
    })
      .on('error', reject)
      .end();
  });
}

interface Size {
  width: number;
  height: number;
}
