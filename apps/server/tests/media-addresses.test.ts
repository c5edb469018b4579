import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { canRunS3Server, s3ServerTitle, startS3Server } from '@dunlin/harness/s3-server';
import { makePhoto } from '@dunlin/harness/sample-media';
import { Agent, type DiagnosticsChannel, interceptors, request } from 'undici';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Account, startTestServer, type TestServer } from './test-server.ts';

const photo = Uint8Array.from(await makePhoto({ width: 32, height: 24 }));

const storages = [
  { storage: 'on the local disk', canRun: true, getEnvironment: async () => ({}) },
  {
    storage: `in S3 ${s3ServerTitle}`,
    canRun: canRunS3Server,
    async getEnvironment(stack: AsyncDisposableStack) {
      const { bucket, endpoint, credentials } = await startS3Server(stack);
      return {
        ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_PATH_STYLE: 'true' },
        ...{ S3_ACCESS_KEY_ID: credentials.accessKeyId, S3_SECRET_ACCESS_KEY: credentials.secretAccessKey },
      };
    },
  },
];

describe.each(storages)('an address of media $storage', ({ canRun, getEnvironment }) => {
  describe.runIf(canRun)('is ended', () => {
    const stack = new AsyncDisposableStack();
    let server: TestServer;
    let other: Account;
    beforeAll(async () => {
      server = stack.use(await startTestServer({ environment: await getEnvironment(stack) }));
      other = await server.register('other');
    });
    afterAll(() => stack.disposeAsync());

    const act = async (account: Account, method: string, path: string, body?: unknown) => {
      const answer = await server.request(method, `/api${path}`, { token: account.token, body });
      expect(answer.status).toBeLessThan(300);
      return answer.body;
    };
    const setPrivate = (account: Account, isPrivate: boolean) =>
      act(account, 'PUT', `/users/${account.id}`, { private: isPrivate });

    /** A tweet with a picture of an account of its own. */
    const post = async (username: string): Promise<Post> => {
      const author = await server.register(username);
      const body = new FormData();
      body.append('file', new Blob([photo]));
      const headers = { authorization: `Bearer ${author.token}` };
      const answer = await fetch(`${server.url}/api/media/upload`, { method: 'POST', headers, body });
      const { id: mediaId } = Object(await answer.json());
      await server.api.drain();
      const { id } = await act(author, 'POST', '/tweets', { text: 'look', mediaIds: [mediaId] });
      return { author, id, mediaId };
    };
    const addressFor = async (account: Account, id: string): Promise<string> =>
      (await act(account, 'GET', `/tweets/${id}`)).media[0].url;
    const read = (address: string, headers = {}) => fetch(`${server.url}${address}`, { headers });
    const statusOf = async (address: string, headers = {}) => (await read(address, headers)).status;
    const seenBy = async (account: Account, id: string) =>
      (await server.request('GET', `/api/tweets/${id}`, { token: account.token })).status;

    test('at once for everybody when the account goes private; followers get a new one', async () => {
      const { author, id } = await post('goes_private');
      const follower = await server.register('follows_private');
      await act(follower, 'POST', `/users/${author.id}/follow`);
      await server.api.drain();
      const [variant] = (await act(other, 'GET', `/tweets/${id}`)).media[0].variants;
      const old = await addressFor(other, id);
      const { status, headers } = await read(old);
      expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=300, s-maxage=0']);

      await setPrivate(author, true);
      for (const address of [old, variant.url]) expect(await statusOf(address)).toBe(404);
      const asked = { 'if-none-match': String(headers.get('etag')), range: 'bytes=0-3' };
      expect(await statusOf(old, asked)).toBe(404);
      expect(await statusOf(old, { authorization: `Bearer ${author.token}` })).toBe(404);
      expect(await seenBy(other, id)).toBe(404);
      const { items } = await act(follower, 'GET', '/tweets');
      const addresses = [await addressFor(follower, id), await addressFor(author, id), items[0].media[0].url];
      expect(new Set(addresses).size).toBe(1);
      expect(addresses).not.toContain(old);
      for (const address of addresses) expect(await statusOf(address)).toBe(200);

      await setPrivate(author, false);
      expect([await statusOf(old), await statusOf(await addressFor(other, id))]).toEqual([404, 200]);
    });

    test('at once for who is blocked; others get a new one', async () => {
      const { author, id } = await post('blocks');
      const blocked = await server.register('is_blocked');
      const old = await addressFor(blocked, id);
      expect(await statusOf(old)).toBe(200);
      await act(author, 'POST', `/users/${blocked.id}/block`);
      expect([await statusOf(old), await seenBy(blocked, id)]).toEqual([404, 404]);
      const again = await addressFor(other, id);
      expect([again === old, await statusOf(again)]).toEqual([false, 200]);

      // Nor does blocking twice, or taking it back, end what nobody took who may not see it.
      await act(author, 'POST', `/users/${blocked.id}/block`);
      await act(author, 'DELETE', `/users/${blocked.id}/block`);
      expect([await statusOf(old), await statusOf(again)]).toEqual([404, 200]);
      expect(await addressFor(blocked, id)).toBe(again);
    });

    test.each([
      { by: 'the account', path: 'follower' as const },
      { by: 'the follower', path: 'follow' as const },
    ])('when $by ends the follow of a private account', async ({ path }) => {
      const { author, id } = await post(`${path}_ends`);
      const former = await server.register(`${path}_former`);
      await setPrivate(author, true);
      await act(former, 'POST', `/users/${author.id}/follow`);
      const { items } = await act(author, 'GET', '/follow-requests');
      await act(author, 'POST', `/follow-requests/${items[0].id}/accept`);
      const old = await addressFor(former, id);
      expect(await statusOf(old)).toBe(200);
      if (path === 'follower') await act(author, 'DELETE', `/users/${former.id}/follower`);
      else await act(former, 'DELETE', `/users/${author.id}/follow`);
      expect([await statusOf(old), await seenBy(former, id)]).toEqual([404, 404]);
      expect(await statusOf(await addressFor(author, id))).toBe(200);
    });

    test('while the account is suspended, or the tweet removed by a moderator', async () => {
      const { author, id } = await post('suspended_author');
      const staff = await server.register('judge');
      const { db } = server.api.services;
      await db.updateTable('users').set({ role: 'moderator' }).where('id', '=', staff.id).execute();
      const old = await addressFor(other, id);
      for (const [end, restore] of [
        [`/admin/users/${author.id}/suspend`, `/admin/users/${author.id}/restore`],
        [`/admin/tweets/${id}/remove`, `/admin/tweets/${id}/restore`],
      ] as const) {
        await act(staff, 'POST', end, { reason: 'spam' });
        expect([await statusOf(old), await seenBy(other, id)]).toEqual([404, 404]);
        await act(staff, 'POST', restore);
        expect(await statusOf(await addressFor(other, id))).toBe(200);
      }
    });

    test.each([
      { what: 'tweet', toPath: (post: Post) => `/tweets/${post.id}` },
      { what: 'media', toPath: (post: Post) => `/media/${post.mediaId}` },
      { what: 'account', toPath: (post: Post) => `/users/${post.author.id}` },
    ])('with the $what, for good', async ({ what, toPath }) => {
      const made = await post(`deletes_${what}`);
      const old = await addressFor(other, made.id);
      await act(made.author, 'DELETE', toPath(made));
      expect(await statusOf(old)).toBe(404);
    });

    test('not by what hides nothing: a mute, an unfollow of a public account, another account that blocks', async () => {
      const { author, id } = await post('stays_public');
      const reader = await server.register('reads_on');
      const address = await addressFor(reader, id);
      await act(reader, 'POST', `/users/${author.id}/follow`);
      await act(reader, 'DELETE', `/users/${author.id}/follow`);
      await act(author, 'POST', `/users/${reader.id}/mute`);
      await act(reader, 'POST', `/users/${other.id}/block`);
      expect([await statusOf(address), await addressFor(reader, id)]).toEqual([200, address]);
    });

    test('also in a cache that many share, which keeps the bytes and asks each time', async () => {
      const { author, id } = await post('behind_a_cache');
      const blocked = await server.register('blocked_by_cached');
      const cache = new Agent().compose(interceptors.cache({ type: 'shared' }));
      onTestFinished(() => cache.close());
      const readThrough = async (address: string) => {
        const { statusCode, body } = await request(`${server.url}${address}`, { dispatcher: cache });
        return { status: statusCode, size: (await body.arrayBuffer()).byteLength };
      };
      const old = await addressFor(blocked, id);
      const answers = listenToServer(old);
      const first = await readThrough(old);
      expect([first.status, await readThrough(old), answers]).toEqual([200, first, [200, 304]]);
      await act(author, 'POST', `/users/${blocked.id}/block`);
      expect((await readThrough(old)).status).toBe(404);
      expect(await readThrough(await addressFor(other, id))).toEqual(first);
    });
  });
});

/** What the server answers to requests for a path, whatever their sender is told. */
function listenToServer(path: string): number[] {
  const answers: number[] = [];
  const channel = 'undici:request:headers';
  const listener = (message: unknown) => {
    // `as`: what undici says under this name.
    const { request, response } = message as DiagnosticsChannel.RequestHeadersMessage;
    if (request.path === path) answers.push(response.statusCode);
  };
  subscribe(channel, listener);
  onTestFinished(() => void unsubscribe(channel, listener));
  return answers;
}

interface Post {
  author: Account;
  id: string;
  mediaId: string;
}
