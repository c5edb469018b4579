import { beforeAll, expect, test } from 'vitest';
import { signedInClient } from './signed-in-client.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();
const [alice] = await app.createUsers('alice');
const client = signedInClient(server, alice);
let newestFirst: string[];

beforeAll(async () => {
  const ids: string[] = [];
  for (let index = 0; index < 23; index++)
    ids.push((await client.tweets.create({ text: `tweet ${index}` })).id);
  newestFirst = ids.toReversed();
});

test('the pages are the whole list', async () => {
  const pages = await Array.fromAsync(client.timelines.home.pages({ limit: 5 }));

  expect(pages.map(({ items }) => items.length)).toEqual([5, 5, 5, 5, 3]);
  expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(newestFirst);
});

test('the items are the whole list', async () => {
  const items = await Array.fromAsync(client.timelines.home.items({ limit: 7 }), ({ id }) => id);

  expect(items).toEqual(newestFirst);
});

test('a saved cursor goes on where its page ended', async () => {
  const { nextCursor } = await client.timelines.home({ limit: 10 });

  const rest = await Array.fromAsync(
    client.timelines.home.items({ cursor: nextCursor ?? '' }),
    ({ id }) => id,
  );

  expect(rest).toEqual(newestFirst.slice(10));
});

test('no page is read before it is asked for', async () => {
  server.paths.length = 0;

  for await (const _ of client.timelines.home.items({ limit: 5 })) break;

  expect(server.paths).toEqual(['timelines.home']);
});

test('an abort ends the iteration with an error, for what was read is not the whole', async () => {
  const controller = new AbortController();
  const read: string[] = [];

  const reading = (async () => {
    for await (const { id } of client.timelines.home.items({ limit: 5 }, { signal: controller.signal })) {
      read.push(id);
      controller.abort();
    }
  })();

  await expect(reading).rejects.toMatchObject({ code: 'ABORTED' });
  expect(read).toEqual(newestFirst.slice(0, 5));
});
