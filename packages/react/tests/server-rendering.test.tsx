import { dehydrate, hydrate, QueryClient } from '@tanstack/react-query';
import { Suspense } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { DunlinProvider, useClient, useLike, useList, useSuspenseHome, useTweet } from '../src/index.ts';
import { listOptions } from '../src/options.ts';
import { queryKey } from '../src/queries/query-key.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

test('what a server has read and rendered is shown without asking again, and can be liked', async () => {
  const [ada] = await app.createUsers('ada');
  await app.as(ada).tweets.create({ text: 'rendered' });
  const client = signedInClient(server, ada);
  const onServer = new QueryClient();
  await onServer.prefetchInfiniteQuery(listOptions(client.users.tweets, { id: ada.id }));
  const html = renderToString(
    <DunlinProvider client={client} queryClient={onServer}>
      <Tweets id={ada.id} />
    </DunlinProvider>,
  );
  expect(html).toContain('<button type="button" data-testid="tweet">rendered<!-- -->, <!-- -->0</button>');

  const inBrowser = new QueryClient();
  hydrate(inBrowser, JSON.parse(JSON.stringify(dehydrate(onServer))));
  const asked = server.paths.length;
  const page = await render(client, <Tweets id={ada.id} />, inBrowser);
  await expect.poll(() => page.text('tweet')).toEqual(['rendered, 0']);
  expect(page.queryClient.isFetching({ queryKey: queryKey(client.users.tweets) })).toBe(0);
  expect(server.paths.slice(asked)).not.toContain('users.tweets');

  page.click('tweet');

  await expect.poll(() => page.text('tweet')).toEqual(['rendered, 1']);
});

test('a suspended home timeline shows what is around it until there is a page, and then is live', async () => {
  const [bob] = await app.createUsers('bob');
  await app.as(bob).tweets.create({ text: 'first' });
  const page = await render(
    signedInClient(server, bob),
    <Suspense fallback={<p data-testid="loading">Loading</p>}>
      <Home />
    </Suspense>,
  );
  await expect.poll(() => page.text('home')).toEqual(['first, 0 new']);
  expect(page.text('loading')).toEqual([]);

  await app.as(bob).tweets.create({ text: 'second' });

  await expect.poll(() => page.text('home')).toEqual(['first, 1 new']);
});

function Tweets({ id }: { id: string }) {
  const { users } = useClient();
  return useList(users.tweets, { id }).items.map((item) => <Row key={item.id} item={item} />);
}

function Row({ item }: { item: Parameters<typeof useLike>[0] }) {
  const { text, counts, viewer } = useTweet(item);
  const like = useLike(item);
  return (
    <button type="button" data-testid="tweet" onClick={() => like.mutate(!viewer.liked)}>
      {text}, {counts.likes}
    </button>
  );
}

function Home() {
  const { items, newCount } = useSuspenseHome();
  return (
    <p data-testid="home">
      {items.map(({ text }) => text).join()}, {newCount} new
    </p>
  );
}
