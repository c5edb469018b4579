import type { DunlinClient, Tweet } from '@dunlin/sdk';
import { describe, expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import {
  isProvisional,
  useDeleteTweet,
  useHome,
  usePost,
  useThread,
  useTweet,
  useViewer,
} from '../src/index.ts';
import { holdBack } from './hold-back.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

describe('posting', () => {
  test('shows the tweet at once, and posts it once however often it is submitted', async () => {
    const [ada] = await app.createUsers('ada');
    const held = holdBack('tweets.create');
    const client = signedInClient(server, ada, { fetch: held.fetch });
    const page = await render(client, [<Post key="post" text="hello" />, <Home key="home" />]);
    await expect.poll(() => page.text('viewer')).toEqual(['ada']);
    await expect.poll(() => page.text('state')).toEqual(['idle']);

    page.click('post');
    page.click('post');
    page.click('post');

    await expect.poll(() => page.text('tweet')).toEqual(['hello (sending)']);
    held.release();
    await expect.poll(() => page.text('tweet')).toEqual(['hello']);
    await expect.poll(() => page.text('state')).toEqual(['success']);
    expect(await textsOf(client, ada.id)).toEqual(['hello']);
    expect(page.text('new')).toEqual(['0 new']);
  });

  test('takes the tweet back when the server refuses, and says why', async () => {
    const [bob] = await app.createUsers('bob');
    const client = signedInClient(server, bob);
    const page = await render(client, [<Post key="post" text={'x'.repeat(281)} />, <Home key="home" />]);
    await expect.poll(() => page.text('viewer')).toEqual(['bob']);

    page.click('post');

    await expect.poll(() => page.text('state')).toEqual(['VALIDATION_FAILED']);
    expect(page.text('tweet')).toEqual([]);
  });

  test('after an answer that was lost, submitting again posts nothing twice', async () => {
    const [cleo] = await app.createUsers('cleo');
    let loses = true;
    const client = signedInClient(server, cleo, {
      retry: { maxRetries: 0 },
      async fetch(url, init) {
        const answer = await fetch(url, init);
        if (!loses || !String(url).includes('tweets.create')) return answer;
        throw new TypeError('The line broke.');
      },
    });
    const page = await render(client, <Post text="once" />);
    await expect.poll(() => page.text('state')).toEqual(['idle']);
    page.click('post');
    await expect.poll(() => page.text('state')).toEqual(['NETWORK_ERROR']);

    loses = false;
    page.click('post');

    await expect.poll(() => page.text('state')).toEqual(['success']);
    expect(await textsOf(client, cleo.id)).toEqual(['once']);
  });

  test('a reply stands in its conversation at once, and once', async () => {
    const [dora] = await app.createUsers('dora');
    const { id } = await app.as(dora).tweets.create({ text: 'question' });
    const held = holdBack('tweets.create');
    const client = signedInClient(server, dora, { fetch: held.fetch });
    const page = await render(client, [
      <Post key="post" text="answer" replyToId={id} />,
      <Thread key="thread" id={id} />,
    ]);
    await expect.poll(() => page.text('viewer')).toEqual(['dora']);
    await expect.poll(() => page.text('tweet')).toEqual(['question']);

    page.click('post');

    await expect.poll(() => page.text('tweet')).toEqual(['question', 'answer (sending)']);
    held.release();
    await expect.poll(() => page.text('tweet')).toEqual(['question', 'answer']);
    await app.as(dora).tweets.create({ text: 'from elsewhere', replyToId: id });
    await expect.poll(() => page.text('tweet')).toEqual(['question', 'answer', 'from elsewhere']);
  });
});

test('a reply stands in a conversation that is longer than what has been read of it', async () => {
  const [gina] = await app.createUsers('gina');
  const { id } = await app.as(gina).tweets.create({ text: 'question' });
  for (let index = 1; index <= 20; index++)
    await app.as(gina).tweets.create({ text: `${index}`, replyToId: id });
  const client = signedInClient(server, gina);
  const page = await render(client, [
    <Post key="post" text="answer" replyToId={id} />,
    <Thread key="thread" id={id} />,
  ]);
  await expect.poll(() => page.text('viewer')).toEqual(['gina']);
  await expect.poll(() => page.text('tweet')).toHaveLength(20);

  page.click('post');

  await expect.poll(() => page.text('tweet').at(-1)).toBe('answer');
  expect(page.text('tweet')).toHaveLength(21);
});

test('a deleted tweet leaves all lists at once, and comes back when it cannot be deleted', async () => {
  const [erin, frank] = await app.createUsers('erin', 'frank');
  await app.as(frank).follows.create({ id: erin.id });
  await app.as(erin).tweets.create({ text: 'not his' });
  const own = await app.as(frank).tweets.create({ text: 'his' });
  await app.drain();
  const held = holdBack('tweets.delete');
  const client = signedInClient(server, frank, { fetch: held.fetch });
  const page = await render(client, [<Home key="home" />, <Thread key="thread" id={own.id} />]);
  await expect.poll(() => page.text('tweet')).toEqual(['his', 'not his', 'his']);

  page.click('tweet', 1);
  page.click('tweet', 0);

  await expect.poll(() => page.text('tweet')).toEqual([]);
  held.release();
  await expect.poll(() => page.text('tweet')).toEqual(['not his']);
});

function Post({ text, replyToId }: { text: string; replyToId?: string }) {
  const post = usePost();
  return (
    <>
      <p data-testid="viewer">{useViewer().data?.username}</p>
      <button type="button" data-testid="post" onClick={() => post.mutate({ text, replyToId })} />
      <p data-testid="state">{post.error?.code ?? post.status}</p>
    </>
  );
}

function Home() {
  const { items, newCount } = useHome();
  return (
    <>
      <p data-testid="new">{newCount} new</p>
      <Rows items={items} />
    </>
  );
}

function Thread({ id }: { id: string }) {
  return <Rows items={useThread(id).items} />;
}

function Rows({ items }: { items: Tweet[] }) {
  return items.map((item) => <Row key={item.id} item={item} />);
}

function Row({ item }: { item: Tweet }) {
  const tweet = useTweet(item);
  const deleteTweet = useDeleteTweet(tweet);
  return (
    <button type="button" data-testid="tweet" onClick={() => deleteTweet.mutate()}>
      {tweet.text}
      {isProvisional(tweet) && ' (sending)'}
    </button>
  );
}

async function textsOf(client: DunlinClient, id: string): Promise<string[]> {
  return (await client.users.tweets({ id })).items.map(({ text }) => text);
}
