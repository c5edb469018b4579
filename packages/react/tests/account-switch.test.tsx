import { createClient } from '@dunlin/sdk';
import { memo } from 'react';
import { expect, test } from 'vitest';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useClient, useHome, useList, useSession, useTweet, useUnread, useViewer } from '../src/index.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { server } = await useTestServer();
const password = 'correct horse';

test('another account sees nothing of the one before, and what is on the screen is its own', async () => {
  const client = createClient({ baseUrl: server.url });
  await client.auth.register({ username: 'ada', email: 'ada@example.org', password });
  await client.tweets.create({ text: 'written by ada' });
  const ada = await client.auth.me();
  const page = await render(client, [<App key="app" />, <Bookmarks key="bookmarks" />]);
  await expect.poll(() => page.text('tweet')).toEqual(['written by ada']);
  await expect.poll(() => page.text('viewer')).toEqual(['ada']);
  page.show(<App />);

  await client.auth.register({ username: 'bob', email: 'bob@example.org', password });

  await expect.poll(() => page.text('viewer')).toEqual(['bob']);
  await expect.poll(() => page.text('tweet')).toEqual([]);
  expect(
    JSON.stringify(
      page.queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ).not.toContain('ada');

  await client.follows.create({ id: ada.id });
  await client.tweets.create({ text: 'written by bob' });
  await expect.poll(() => page.text('new')).toEqual(['1 new, 0 unread']);
});

test('who signs out leaves nothing behind', async () => {
  const client = createClient({ baseUrl: server.url });
  await client.auth.register({ username: 'cleo', email: 'cleo@example.org', password });
  await client.tweets.create({ text: 'written by cleo' });
  const page = await render(client, <App />);
  await expect.poll(() => page.text('tweet')).toEqual(['written by cleo']);

  await client.auth.logout();

  await expect.poll(() => page.text('session')).toEqual(['nobody']);
  expect(page.text('tweet')).toEqual([]);
  expect(
    JSON.stringify(
      page.queryClient
        .getQueryCache()
        .getAll()
        .map(({ state }) => state),
    ),
  ).not.toContain('cleo');
});

test('a badge that nothing renders again shows nothing of the account before, and mutations of the app stay', async () => {
  const client = createClient({ baseUrl: server.url });
  await client.auth.register({ username: 'dora', email: 'dora@example.org', password });
  const dora = await client.auth.me();
  const fan = createClient({ baseUrl: server.url });
  await fan.auth.register({ username: 'erin', email: 'erin@example.org', password });
  await fan.follows.create({ id: dora.id });
  const page = await render(client, <Badge />);
  await expect.poll(() => page.text('badge')).toEqual(['1']);
  const mutations = page.queryClient.getMutationCache();
  const own = mutations.build(page.queryClient, { mutationKey: ['own'] });

  await client.auth.register({ username: 'frank', email: 'frank@example.org', password });

  await expect.poll(() => page.text('badge')).toEqual(['0']);
  expect(mutations.getAll()).toEqual([own]);
});

const Badge = memo(function Badge() {
  return <p data-testid="badge">{useUnread()?.unread}</p>;
});

function App() {
  const session = useSession();
  const { data: viewer } = useViewer();
  const { items, newCount } = useHome();
  const unread = useUnread();
  return (
    <>
      <p data-testid="session">{session ? 'somebody' : 'nobody'}</p>
      <p data-testid="viewer">{viewer?.username}</p>
      <p data-testid="new">
        {newCount} new, {unread?.unread} unread
      </p>
      {items.map((item) => (
        <Row key={item.id} item={item} />
      ))}
    </>
  );
}

function Bookmarks() {
  const { bookmarks } = useClient();
  return useList(bookmarks.list).items.length;
}

function Row({ item }: { item: Parameters<typeof useTweet>[0] }) {
  return <p data-testid="tweet">{useTweet(item).text}</p>;
}
