import { createTestApp } from '@dunlin/harness';
import type { HomeTweet } from '@dunlin/sdk';
import { memo } from 'react';
import { describe, expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { startTestServer } from '../../sdk/tests/test-server.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useHome, useTweet } from '../src/index.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

describe('the live home timeline', () => {
  test('what is posted waits until it is asked for, and then stands once at the top', async () => {
    const [ada, bob] = await app.createUsers('ada', 'bob');
    await app.as(bob).follows.create({ id: ada.id });
    await app.as(ada).tweets.create({ text: 'before' });
    await app.drain();
    const page = await render(signedInClient(server, bob), <Home />);
    await expect.poll(() => page.text('tweet')).toEqual(['before']);

    for (let index = 1; index <= 12; index++) await app.as(ada).tweets.create({ text: `${index}` });
    await app.drain();

    await expect.poll(() => page.text('new')).toEqual(['12 new']);
    expect(page.text('tweet')).toEqual(['before']);
    page.click('new');
    await expect.poll(() => page.text('new')).toEqual(['0 new']);
    const numbers = Array.from({ length: 12 }, (_, index) => `${12 - index}`);
    expect(page.text('tweet')).toEqual([...numbers, 'before']);
  });

  test('two components in StrictMode open one stream', async () => {
    await using own = await startTestServer(app);
    const [cleo] = await app.createUsers('cleo');
    const page = await render(signedInClient(own, cleo, { transport: 'sse' }), [
      <Home key="a" />,
      <Home key="b" />,
    ]);

    await expect.poll(() => page.text('new')).toEqual(['0 new', '0 new']);
    await app.as(cleo).tweets.create({ text: 'here' });

    await expect.poll(() => page.text('new')).toEqual(['1 new', '1 new']);
    expect(own.paths.filter((path) => path === 'timelines.onHome')).toHaveLength(1);
  });

  test('after a gap the list begins anew when it is asked for, without a hole', async () => {
    await using small = await createTestApp({ settings: { timelineMaxEntries: 3 } });
    await using own = await startTestServer(small);
    const [dora] = await small.createUsers('dora');
    await small.as(dora).tweets.create({ text: 'old' });
    const client = signedInClient(own, dora);
    const page = await render(client, <Home />);
    await expect.poll(() => page.text('tweet')).toEqual(['old']);
    await expect.poll(() => own.webSockets.size).toBe(1);
    page.show(null);
    await expect.poll(() => own.webSockets.size).toBe(0);
    for (let index = 1; index <= 30; index++) await small.as(dora).tweets.create({ text: `${index}` });

    page.show(<Home />);

    await expect.poll(() => page.text('new')).toEqual(['30 new']);
    expect(page.text('tweet')).toEqual(['old']);
    page.click('new');
    await expect.poll(() => page.text('tweet')).toHaveLength(20);
    page.click('more');
    const numbers = Array.from({ length: 30 }, (_, index) => `${30 - index}`);
    await expect.poll(() => page.text('tweet')).toEqual([...numbers, 'old']);
  });
});

function Home() {
  const { items, newCount, isPending, showNew, fetchNextPage } = useHome();
  return (
    <>
      <button type="button" data-testid="new" onClick={showNew}>
        {isPending ? 'loading' : `${newCount} new`}
      </button>
      {items.map((item) => (
        <Row key={item.id} item={item} />
      ))}
      <button type="button" data-testid="more" onClick={fetchNextPage}>
        more
      </button>
    </>
  );
}

const Row = memo(function Row({ item }: { item: HomeTweet }) {
  return <p data-testid="tweet">{useTweet(item).text}</p>;
});
