import { createTestApp } from '@dunlin/harness';
import type { Tweet } from '@dunlin/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { startTestServer } from '../../sdk/tests/test-server.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useClient, usePost, useThread, useTweetSearch, useUnread, useUserTweets } from '../src/index.ts';
import type { LiveList } from '../src/live/live-list.ts';
import { findLive } from '../src/live/live-registry.ts';
import { useLiveState } from '../src/live/use-live-state.ts';
import { listOptions } from '../src/options.ts';
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

test('replies stand apart from tweets in a profile when asked, also what comes live and what the viewer posts', async () => {
  const [eli] = await app.createUsers('eli');
  const { id } = await app.as(eli).tweets.create({ text: 'root' });
  const page = await render(signedInClient(server, eli), [
    <Profile key="replies" id={eli.id} only="replies" />,
    <Post key="post" replyToId={id} />,
  ]);
  await expect.poll(() => page.text('new')).toEqual(['0 new']);
  await expect.poll(() => page.text('post')).toEqual(['idle']);
  page.click('post');
  await expect.poll(() => page.text('tweet')).toEqual(['posted']);
  await expect.poll(() => page.text('post')).toEqual(['success']);
  await app.as(eli).tweets.create({ text: 'no reply' });
  await app.as(eli).tweets.create({ text: 'another reply', replyToId: id });
  await app.drain();
  await expect.poll(() => page.text('new')).toEqual(['1 new']);
  page.click('new');
  await expect.poll(() => page.text('tweet')).toEqual(['another reply', 'posted']);
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

test('what is answered at the end of a long conversation shows when it has been read up to there', async () => {
  const [gus] = await app.createUsers('gus');
  const { id } = await app.as(gus).tweets.create({ text: 'first' });
  for (let index = 1; index <= 25; index++)
    await app.as(gus).tweets.create({ text: `${index}`, replyToId: id });
  const page = await render(signedInClient(server, gus), [
    <Thread key="a" id={id} />,
    <Thread key="b" id={id} />,
  ]);
  await expect.poll(() => page.text('tweet')).toHaveLength(40);
  await expect.poll(() => page.text('live')).toEqual(['true', 'true']);
  await app.as(gus).tweets.create({ text: 'last', replyToId: id });
  await expect.poll(() => page.text('known')).toEqual(['last', 'last']);
  expect(page.text('tweet')).not.toContain('last');

  page.click('more');

  await expect.poll(() => page.text('tweet').slice(-2)).toEqual(['25', 'last']);
});

test('a badge whose count was forgotten is told it anew', async () => {
  const [hal] = await app.createUsers('hal');
  const page = await render(signedInClient(server, hal), <Badge />);
  await expect.poll(() => page.text('badge')).toEqual(['0']);
  page.show(null);
  await expect.poll(() => page.text('badge')).toEqual([]);
  page.queryClient.clear();
  page.show(<Badge />);
  await expect.poll(() => page.text('badge')).toEqual(['0']);
});

test('ten searches on the screen are live, and the next one is when one of them is left', async () => {
  await using own = await startTestServer(app);
  const [erin] = await app.createUsers('erin');
  const searches = Array.from({ length: 11 }, (_, index) => <Search key={index} q={`word${index}`} />);
  const page = await render(signedInClient(own, erin, { transport: 'sse' }), searches);
  const opened = () => own.paths.filter((path) => path === 'search.onTweets').length;
  await expect.poll(opened).toBe(10);
  await expect.poll(() => page.text('new')).toEqual(searches.map(() => '0 new'));
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

function Badge() {
  return <p data-testid="badge">{useUnread()?.unread}</p>;
}

function Thread({ id }: { id: string }) {
  const { tweets } = useClient();
  const queryClient = useQueryClient();
  const { items, fetchNextPage } = useThread(id);
  const live = findLive<LiveList<Tweet>>(queryClient, listOptions(tweets.thread, { id }).queryKey);
  const { shown } = useLiveState(live ?? fail());
  return (
    <>
      {items.map((item) => (
        <p key={item.id} data-testid="tweet">
          {item.text}
        </p>
      ))}
      <p data-testid="live">{String(live !== undefined)}</p>
      <p data-testid="known">{shown.at(-1)?.text}</p>
      <button type="button" data-testid="more" onClick={fetchNextPage} />
    </>
  );
}

function fail(): never {
  throw new Error('The conversation is not live.');
}

function Profile({ id, only }: { id: string; only?: 'tweets' | 'replies' }) {
  const { items, ...list } = useUserTweets(id, { only });
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

function Post({ replyToId }: { replyToId?: string }) {
  const { mutate, status } = usePost();
  const write = () => mutate({ text: 'posted', ...(replyToId && { replyToId }) });
  return (
    <button type="button" data-testid="post" onClick={write}>
      {status}
    </button>
  );
}
