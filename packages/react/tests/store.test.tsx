import type { Tweet } from '@dunlin/sdk';
import { memo } from 'react';
import { beforeEach, describe, expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useClient, useLike, useList, useTweet } from '../src/index.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

const renders = { list: 0, row: 0 };
beforeEach(() => Object.assign(renders, { list: 0, row: 0 }));

describe('a tweet in five lists', () => {
  test('that is liked in one changes in all, and renders nothing but what shows it', async () => {
    const [ada, bob] = await app.createUsers('ada', 'bob');
    const shared = await app.as(ada).tweets.create({ text: 'shared' });
    await app.as(ada).tweets.create({ text: 'other' });
    const client = signedInClient(server, bob);
    const page = await render(
      client,
      [10, 11, 12, 13, 14].map((limit) => <Tweets key={limit} id={ada.id} limit={limit} />),
    );
    await expect.poll(() => page.text('likes')).toHaveLength(10);
    const before = { ...renders };

    page.click('like', 1);

    await expect.poll(() => page.text(`likes`)).toEqual(Array(5).fill(['0', '1']).flat());
    await expect.poll(async () => (await client.tweets.get({ id: shared.id })).counts.likes).toBe(1);
    await expect.poll(() => page.text('like')).toContain('success');
    // Five rows, each rendered twice by StrictMode.
    expect(renders).toEqual({ list: before.list, row: before.row + 10 });
  });

  test('goes back in all when the server refuses', async () => {
    const [cleo, dan] = await app.createUsers('cleo', 'dan');
    const { id } = await app.as(cleo).tweets.create({ text: 'soon gone' });
    const gate = Promise.withResolvers<void>();
    const client = signedInClient(server, dan, {
      async fetch(url, init) {
        if (String(url).includes('likes.create')) await gate.promise;
        return fetch(url, init);
      },
    });
    const page = await render(
      client,
      [10, 11, 12, 13, 14].map((limit) => <Tweets key={limit} id={cleo.id} limit={limit} />),
    );
    await expect.poll(() => page.text('likes')).toHaveLength(5);
    await app.as(cleo).tweets.delete({ id });

    page.click('like');

    await expect.poll(() => page.text('likes')).toEqual(['1', '1', '1', '1', '1']);
    gate.resolve();
    await expect.poll(() => page.text('like')).toContain('TWEET_NOT_FOUND');
    expect(page.text('likes')).toEqual(['0', '0', '0', '0', '0']);
  });
});

test('what others do to the tweets on the screen shows', async () => {
  const [erin, frank, gina] = await app.createUsers('erin', 'frank', 'gina');
  const { id } = await app.as(erin).tweets.create({ text: 'liked by others' });
  const page = await render(signedInClient(server, frank), <Tweets id={erin.id} limit={10} />);
  await expect.poll(() => page.text('likes')).toEqual(['0']);

  await app.as(gina).likes.create({ id });
  await expect.poll(() => page.text('likes')).toEqual(['1']);
  await app.as(erin).tweets.delete({ id });
  await expect.poll(() => page.text('likes')).toEqual([]);
});

function Tweets({ id, limit }: { id: string; limit: number }) {
  const { users } = useClient();
  const { items } = useList(users.tweets, { id, limit });
  renders.list++;
  return items.map((item) => <Row key={item.id} tweet={item} />);
}

const Row = memo(function Row({ tweet: given }: { tweet: Tweet }) {
  const tweet = useTweet(given);
  renders.row++;
  return (
    <p>
      <span data-testid="likes">{tweet.counts.likes}</span>
      <LikeButton tweet={given} />
    </p>
  );
});

const LikeButton = memo(function LikeButton({ tweet }: { tweet: Tweet }) {
  const liked = useTweet(tweet, ({ viewer }) => viewer.liked);
  const like = useLike(tweet);
  return (
    <button type="button" data-testid="like" onClick={() => like.mutate(!liked)}>
      {like.error?.code ?? like.status}
    </button>
  );
});
