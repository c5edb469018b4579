import { createTestApp } from '@dunlin/harness';
import { expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { startTestServer } from '../../sdk/tests/test-server.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { usePost, useTweetSearch, useUserTweets } from '../src/index.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

test('what somebody writes and retweets waits in their profile until it is asked for', async () => {
  const [ada, bob] = await app.createUsers('ada', 'bob');
  const { id } = await app.as(bob).tweets.create({ text: 'of bob' });
  await app.as(ada).tweets.create({ text: 'before' });
  const page = await render(signedInClient(server, bob), <Profile id={ada.id} />);
  await expect.poll(() => page.text('tweet')).toEqual(['before']);

  await app.as(ada).tweets.create({ text: 'after' });
  await app.as(ada).retweets.create({ id });
  await app.drain();

  await expect.poll(() => page.text('new')).toEqual(['2 new']);
  expect(page.text('tweet')).toEqual(['before']);
  page.click('new');
  await expect.poll(() => page.text('tweet')).toEqual(['of bob', 'after', 'before']);
  expect(page.text('new')).toEqual(['0 new']);
});

test('what the viewer posts stands in their own profile at once, and once', async () => {
  const [cleo] = await app.createUsers('cleo');
  const page = await render(signedInClient(server, cleo), [
    <Profile key="profile" id={cleo.id} />,
    <Post key="post" />,
  ]);
  await expect.poll(() => page.text('new')).toEqual(['0 new']);
  await expect.poll(() => page.text('post')).toEqual(['idle']);
  page.click('post');
  await expect.poll(() => page.text('post')).toEqual(['success']);
  await app.drain();
  await app.as(cleo).tweets.create({ text: 'elsewhere' });
  await expect.poll(() => page.text('new')).toEqual(['1 new']);
  expect(page.text('tweet')).toEqual(['posted']);
});

test('what a search finds waits until it is asked for', async () => {
  const [dan] = await app.createUsers('dan');
  await app.as(dan).tweets.create({ text: 'old #pier' });
  await app.drain();
  const page = await render(signedInClient(server, dan), <Search q="#pier" />);
  await expect.poll(() => page.text('tweet')).toEqual(['old #pier']);

  await app.as(dan).tweets.create({ text: 'new #pier' });
  await app.as(dan).tweets.create({ text: 'no such thing' });
  await app.drain();

  await expect.poll(() => page.text('new')).toEqual(['1 new']);
  page.click('new');
  await expect.poll(() => page.text('tweet')).toEqual(['new #pier', 'old #pier']);
});

test('ten searches on the screen are live, and the next one is when one of them is left', async () => {
  await using own = await startTestServer(app);
  const [erin] = await app.createUsers('erin');
  const searches = Array.from({ length: 11 }, (_, index) => <Search key={index} q={`word${index}`} />);
  const page = await render(signedInClient(own, erin, { transport: 'sse' }), searches);
  const opened = () => own.paths.filter((path) => path === 'search.onTweets').length;
  await expect.poll(opened).toBe(10);
  await app.as(erin).tweets.create({ text: 'word0 word10' });
  await app.drain();
  await expect.poll(() => page.text('new')[0]).toBe('1 new');
  expect(page.text('new')[10]).toBe('0 new');
  expect(page.text('error').join('')).toBe('');

  page.show(searches.slice(1));

  await expect.poll(opened).toBe(11);
  await expect.poll(() => page.text('new')[9]).toBe('1 new');
});

test('a profile of which more has come than is kept begins anew, without a hole', async () => {
  await using own = await createTestApp();
  await using small = await startTestServer(own);
  const [fay] = await own.createUsers('fay');
  await own.as(fay).tweets.create({ text: 'before' });
  const page = await render(signedInClient(small, fay), <Profile id={fay.id} />);
  await expect.poll(() => page.text('tweet')).toEqual(['before']);
  await expect.poll(() => small.webSockets.size).toBe(1);
  const count = 430;
  for (let index = 1; index <= count; index++) await own.as(fay).tweets.create({ text: `${index}` });
  await expect.poll(() => page.text('new')).toEqual([`${count} new`]);

  page.click('new');

  await expect.poll(() => page.text('new')).toEqual(['0 new']);
  const numbers = Array.from({ length: count }, (_, index) => `${count - index}`);
  expect(page.text('tweet')).toEqual(numbers.slice(0, page.text('tweet').length));
  for (let read = 0; read <= count / 20 && !page.text('tweet').includes('before'); read++) {
    const before = page.text('tweet').length;
    page.click('more');
    await expect.poll(() => page.text('tweet').length).toBeGreaterThan(before);
  }
  expect(page.text('tweet')).toEqual([...numbers, 'before']);
});

function Profile({ id }: { id: string }) {
  const { items, ...list } = useUserTweets(id);
  return <Shown {...list} texts={items.map((item) => (item.retweetOf ?? item).text)} />;
}

function Search({ q }: { q: string }) {
  const { items, ...list } = useTweetSearch(q);
  return <Shown {...list} texts={items.map(({ tweet }) => tweet.text)} />;
}

function Shown({
  texts,
  newCount,
  showNew,
  fetchNextPage,
  liveError,
  isPending,
}: { texts: string[]; liveError: Error | null } & Pick<
  ReturnType<typeof useUserTweets>,
  'newCount' | 'showNew' | 'fetchNextPage' | 'isPending'
>) {
  return (
    <>
      <button type="button" data-testid="new" onClick={showNew}>
        {isPending ? 'loading' : `${newCount} new`}
      </button>
      {texts.map((text) => (
        <p key={text} data-testid="tweet">
          {text}
        </p>
      ))}
      <button type="button" data-testid="more" onClick={fetchNextPage} />
      <p data-testid="error">{liveError?.message}</p>
    </>
  );
}

function Post() {
  const { mutate, status } = usePost();
  return (
    <button type="button" data-testid="post" onClick={() => mutate({ text: 'posted' })}>
      {status}
    </button>
  );
}
