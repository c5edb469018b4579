import { expect, test, vi } from 'vitest';
import { createClient, type Fetch, memoryStorage } from '../src/index.ts';
import { signedInClient } from './signed-in-client.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

const onCancel = vi.fn();
/** A stream of one event, then silent. */
const oneEvent: Fetch = async () => {
  const body = new ReadableStream({
    start: (controller) =>
      controller.enqueue(new TextEncoder().encode('id: 1\ndata: {"type":"checkpoint"}\n\n')),
    cancel: onCancel,
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
};
const options = { baseUrl: 'http://any', transport: 'sse', fetch: oneEvent } as const;

test('throwing into an idle stream ends it at once', async () => {
  const events = createClient(options).timelines.onHome();
  await events.next();
  const next = events.next();

  await expect(events.throw(new Error('enough'))).rejects.toThrow('enough');

  expect(await next).toEqual({ done: true, value: undefined });
});

test('leaving a stream cancels what it reads, even of a fetch that heeds no signal', async () => {
  onCancel.mockClear();
  for await (const _event of createClient(options).timelines.onHome()) break;

  await vi.waitFor(() => expect(onCancel).toHaveBeenCalled());
});

test('a stream that is never read listens to nothing', () => {
  const { signal } = new AbortController();
  const listen = vi.spyOn(signal, 'addEventListener');

  createClient(options).timelines.onHome({}, { signal });

  expect(listen).not.toHaveBeenCalled();
});

test('a storage whose subscribe throws fails the stream', async () => {
  const storage = {
    ...memoryStorage(),
    subscribe() {
      throw new Error('no such channel');
    },
  };
  const events = createClient({ ...options, storage }).timelines.onHome();

  await expect(events.next()).rejects.toMatchObject({ code: 'CLIENT_ERROR' });
});

test('a stream that finds no room is asked for again: one that was just left may still count', async () => {
  const [zoe] = await app.createUsers('zoe');
  const { search } = signedInClient(server, zoe, { transport: 'sse' });
  const open = async (index: number) => {
    const events = search.onTweets({ q: `word${index}` });
    const { value } = await events.next();
    return { events, value };
  };
  const [first, ...others] = await Promise.all(Array.from({ length: 10 }, (_, index) => open(index)));
  const eleventh = open(10);
  const asked = () => server.paths.filter((path) => path === 'search.onTweets').length;
  await Promise.race([eleventh, expect.poll(asked).toBeGreaterThan(11)]);

  await first?.events.return();

  const { value, events } = await eleventh;
  expect(value).toMatchObject({ type: 'checkpoint' });
  for (const each of [...others.map((other) => other.events), events]) await each.return();
});
