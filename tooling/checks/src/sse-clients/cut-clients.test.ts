import { expect, test } from 'vitest';
import { npmClients } from './clients.ts';
import { cutClients, type Outcome } from './cut-clients.ts';
import { cutAfter } from './patterns.ts';
import { startTestServer } from './start-test-server.ts';

test('clients that are cut again and again, also within an event, receive each tweet once', {
  timeout: 90_000,
}, async () => {
  await using server = await startTestServer();
  const outcomes = await cutClients(server.url, {
    ...{
      clients: npmClients,
      patterns: [cutAfter(2), cutAfter(2.5)],
      apartMs: 100,
      tweets: 6,
      patienceMs: 60_000,
    },
  });
  const exactly = { posted: 6, lost: 0, copies: 0, torn: 0, ids: 6 };
  for (const { client, ...outcome } of outcomes)
    expect({ client: client.name, ...outcome }).toMatchObject({ client: client.name, ...exactly });
  // What arrives together over a WebSocket is one piece to who cuts it.
  const leastCuts = ({ client }: Outcome) => (client.version === 'over WebSocket' ? 1 : 2);
  expect(outcomes.filter((outcome) => outcome.cuts < leastCuts(outcome))).toEqual([]);
});
