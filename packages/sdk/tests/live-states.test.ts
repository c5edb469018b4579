import type { TestUser } from '@dunlin/harness';
import { describe, expect, test } from 'vitest';
import type { Tweet } from '../src/index.ts';
import { signedInClient } from './signed-in-client.ts';
import { useTestServer } from './use-test-server.ts';

const { app, server } = await useTestServer();

describe.each(['websocket', 'sse'] as const)('over %s', (transport) => {
  test('tweets are as they are in the end, though the connection breaks again and again while they are liked and edited', async () => {
    const [author, reader] = await app.createUsers(`author_${transport}`, `reader_${transport}`);
    const ids = await Promise.all(['a', 'b', 'c'].map(async (text) => (await post(author, text)).id));
    const client = signedInClient(server, reader, { transport });
    const screen = new Map<string, Tweet>();
    const events = client.tweets.onChanges({ ids });
    const reading = (async () => {
      for await (const event of events) if (event.type === 'changed') screen.set(event.tweet.id, event.tweet);
    })();
    await expect.poll(() => screen.size).toBe(ids.length);
    for (let round = 0; round < 20; round += 1) {
      const id = ids[round % ids.length] ?? '';
      await app.as(author).tweets.update({ id, text: `version ${round}` });
      await (round % 2 === 0 ? app.as(reader).likes.create({ id }) : app.as(reader).likes.delete({ id }));
      server.dropConnections();
    }
    for (const id of ids) {
      const truth = await app.as(reader).tweets.get({ id });
      await expect.poll(() => screen.get(id)).toEqual(truth);
    }
    await events.return();
    await reading;
  });
});

function post(author: TestUser, text: string): Promise<Tweet> {
  return app.as(author).tweets.create({ text });
}
