import { expect, test } from 'vitest';
import { npmClients } from './clients.ts';
import { isRight, signOutClients } from './sign-out-clients.ts';
import { startTestServer } from './start-test-server.ts';

test('programs whose session ends are told and end, also when they were cut off at that moment', {
  timeout: 90_000,
}, async () => {
  await using server = await startTestServer();
  const signOuts = await signOutClients(server.url, {
    clients: npmClients,
    patienceMs: 60_000,
    watchedMs: 30_000,
  });
  expect(signOuts).toHaveLength(npmClients.length * 2);
  expect(signOuts.filter((signOut) => !isRight(signOut))).toEqual([]);
});
