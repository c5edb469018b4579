import type { Tweet } from '@dunlin/sdk';
import { expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useClient, useDeleteTweet, useLike, useList, useTweet } from '../src/index.ts';
import { holdBack } from './hold-back.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

test('what is still to be sent about a tweet is sent about it when the component goes on to another', async () => {
  const [ada] = await app.createUsers('ada');
  const first = await app.as(ada).tweets.create({ text: 'first' });
  const second = await app.as(ada).tweets.create({ text: 'second' });
  await app.as(ada).likes.create({ id: second.id });
  const held = holdBack('likes.create');
  const client = signedInClient(server, ada, { fetch: held.fetch });
  const page = await render(client, <Actions tweet={first} />);
  await expect.poll(() => page.text('state')).toEqual(['first: idle']);
  page.click('like');
  page.click('unlike');
  await expect.poll(() => held.sent()).toBe(1);

  page.show(<Actions tweet={second} />);
  await expect.poll(() => page.text('state')).toEqual(['second: idle']);
  held.release();

  const likes = async (id: string) => (await client.tweets.get({ id })).counts.likes;
  await expect.poll(() => page.queryClient.isMutating()).toBe(0);
  expect([await likes(first.id), await likes(second.id)]).toEqual([0, 1]);
});

test('a failure is told of the tweet that it is about alone', async () => {
  const [bob] = await app.createUsers('bob');
  const [gone, there] = await Promise.all(
    ['gone', 'there'].map((text) => app.as(bob).tweets.create({ text })),
  );
  if (!gone || !there) throw new Error('Two tweets were posted.');
  await app.as(bob).tweets.delete({ id: gone.id });
  const page = await render(signedInClient(server, bob), <Actions tweet={gone} />);
  await expect.poll(() => page.text('state')).toEqual(['gone: idle']);
  page.click('like');
  await expect.poll(() => page.text('state')).toEqual(['gone: error']);
  page.click('delete');
  await expect.poll(() => page.text('deletion')).toEqual(['gone: error']);

  page.show(<Actions tweet={there} />);

  await expect.poll(() => page.text('state')).toEqual(['there: idle']);
  expect(page.text('deletion')).toEqual(['there: idle']);
});

test('what was taken back on another device after it was done here shows', async () => {
  const [cleo] = await app.createUsers('cleo');
  const tweet = await app.as(cleo).tweets.create({ text: 'tweet' });
  const page = await render(signedInClient(server, cleo), <Liked tweet={tweet} />);
  await expect.poll(() => page.text('liked')).toEqual(['0, idle']);
  page.click('liked');
  await expect.poll(() => page.text('liked')).toEqual(['1, success']);
  await app.as(cleo).likes.delete({ id: tweet.id });
  await expect.poll(() => page.text('liked')).toEqual(['0, success']);
});

test('what was deleted stays away once that is done', async () => {
  const [dan] = await app.createUsers('dan');
  const tweet = await app.as(dan).tweets.create({ text: 'tweet' });
  const page = await render(signedInClient(server, dan), <Deletable tweet={tweet} />);
  await expect.poll(() => page.text('listed')).toEqual(['tweet']);
  page.click('delete');
  await expect.poll(() => page.text('delete')).toEqual(['success']);
  expect(page.text('listed')).toEqual([]);
});

function Liked({ tweet }: { tweet: Tweet }) {
  const { counts } = useTweet(tweet);
  const { mutate, status } = useLike(tweet);
  return (
    <button type="button" data-testid="liked" onClick={() => mutate(true)}>
      {`${counts.likes}, ${status}`}
    </button>
  );
}

function Deletable({ tweet }: { tweet: Tweet }) {
  const { users } = useClient();
  const { items } = useList(users.tweets, { id: tweet.author.id });
  const { mutate, status } = useDeleteTweet(tweet);
  return (
    <>
      <button type="button" data-testid="delete" onClick={() => mutate()}>
        {status}
      </button>
      {items.map(({ id, text }) => (
        <p key={id} data-testid="listed">
          {text}
        </p>
      ))}
    </>
  );
}

function Actions({ tweet }: { tweet: Tweet }) {
  const like = useLike(tweet);
  const deletion = useDeleteTweet(tweet);
  return (
    <>
      <button type="button" data-testid="like" onClick={() => like.mutate(true)} />
      <button type="button" data-testid="unlike" onClick={() => like.mutate(false)} />
      <button type="button" data-testid="delete" onClick={() => deletion.mutate()} />
      <p data-testid="state">
        {tweet.text}: {like.status}
      </p>
      <p data-testid="deletion">
        {tweet.text}: {deletion.status}
      </p>
    </>
  );
}
