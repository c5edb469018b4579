import { dehydrate, hydrate, QueryClient } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { maxRecords } from '../src/store/records.ts';
import { createStore } from '../src/store/store.ts';
import { storeOf } from '../src/store/store-of.ts';
import { exampleAuthor, exampleTweet, exampleUser } from './example-tweet.ts';

const like = (tweet: ReturnType<typeof exampleTweet>) => ({
  ...tweet,
  viewer: { ...tweet.viewer, liked: true },
});

test('an answer that was asked for before a like was answered does not take it back', () => {
  const store = createStore();
  const tweet = exampleTweet('1');
  const asked = store.moment();
  store.take(like(tweet), store.moment());
  store.take(tweet, asked);
  expect(store.find(tweet)?.viewer.liked).toBe(true);
});

test('an older answer does not make way for another that is older than what is known', () => {
  const store = createStore();
  const tweet = exampleTweet('1');
  const [oldest, older] = [store.moment(), store.moment()];
  store.take(like(tweet), store.moment());
  store.take(tweet, oldest);
  store.take(tweet, older);
  expect(store.find(tweet)?.viewer.liked).toBe(true);
});

test('undoing a change leaves what has come meanwhile', () => {
  const store = createStore();
  const tweet = store.take(exampleTweet('1'), store.moment());
  const settle = store.change(tweet, like);
  store.take(exampleTweet('1', { text: 'edited' }), store.moment());
  expect(store.find(tweet)).toMatchObject({ text: 'edited', viewer: { liked: true } });
  settle('undo');
  expect(store.find(tweet)).toMatchObject({ text: 'edited', viewer: { liked: false } });
});

test('what a tweet says of its author changes the profile, and leaves what only the profile has', () => {
  const store = createStore();
  const user = store.take(exampleUser('1'), store.moment());
  store.take(exampleTweet('2', { author: { ...exampleAuthor('1'), displayName: 'Ada' } }), store.moment());
  expect(store.find(user)).toMatchObject({ displayName: 'Ada', bio: 'Watches birds' });
});

test('an older profile gives an author what only profiles have', () => {
  const store = createStore();
  const asked = store.moment();
  store.take(exampleTweet('2', { author: { ...exampleAuthor('1'), displayName: 'Ada' } }), store.moment());
  const user = store.take(exampleUser('1'), asked);
  expect(store.find(user)).toMatchObject({ displayName: 'Ada', bio: 'Watches birds' });
});

test('a restored account is not shown as suspended any more, whichever answer comes first', () => {
  const store = createStore();
  const asked = store.moment();
  const suspended = { ...exampleUser('1'), suspended: true as const };
  const user = store.take(suspended, store.moment());
  expect(store.find(user)).toHaveProperty('suspended', true);
  store.take(exampleTweet('2', { author: exampleAuthor('1') }), store.moment());
  expect(store.find(user)).not.toHaveProperty('suspended');
  store.take(suspended, asked);
  expect(store.find(user)).not.toHaveProperty('suspended');
});

test('lists look again when an account is suspended or restored', () => {
  const store = createStore();
  const listener = vi.fn();
  store.take(exampleUser('1'), store.moment());
  store.visibility.subscribe(listener);
  store.take({ ...exampleUser('1'), suspended: true as const }, store.moment());
  expect(listener).toHaveBeenCalledTimes(1);
  store.take(exampleUser('1'), store.moment());
  expect(listener).toHaveBeenCalledTimes(2);
});

test('what has not changed tells nobody', () => {
  const store = createStore();
  const listener = vi.fn();
  const tweet = store.take(exampleTweet('1'), store.moment());
  store.subscribe(tweet, listener);
  store.take(exampleTweet('1'), store.moment());
  expect(listener).not.toHaveBeenCalled();
});

test('lists look again when something is gone, not when something new is known', () => {
  const store = createStore();
  const listener = vi.fn();
  store.visibility.subscribe(listener);
  const tweet = store.take(exampleTweet('1', { author: exampleUser('1') }), store.moment());
  expect(listener).not.toHaveBeenCalled();
  store.drop('tweet', tweet.id);
  expect(listener).toHaveBeenCalledOnce();
});

test('how a tweet came into one list does not show in another', () => {
  const store = createStore();
  const item = { ...exampleTweet('1'), retweetedBy: { users: [exampleAuthor('2')], userCount: 2 } };
  store.take(item, store.moment());
  expect(store.find(item)).not.toHaveProperty('retweetedBy');
});

test('a deleted tweet stays away whatever was asked for before, and comes back when it is there again', () => {
  const store = createStore();
  const tweet = store.take(exampleTweet('1'), store.moment());
  const asked = store.moment();
  store.change(tweet, () => undefined)('keep');
  store.take(tweet, asked);
  expect(store.find(tweet)).toBeUndefined();
  store.take(tweet, store.moment());
  expect(store.find(tweet)).toEqual(tweet);
});

test('what a server has rendered anew shows in place of what is there', async () => {
  const queryKey = ['dunlin', 'tweet'];
  const [onServer, inBrowser] = [new QueryClient(), new QueryClient()];
  const store = storeOf(inBrowser);
  const tweet = store.take(exampleTweet('1'), store.moment());
  inBrowser.setQueryData(queryKey, tweet, { updatedAt: 1 });
  onServer.setQueryData(queryKey, exampleTweet('1', { text: 'edited' }));
  hydrate(inBrowser, dehydrate(onServer));
  await expect.poll(() => store.find(tweet)?.text).toBe('edited');
});

test('of what is seen the latest is kept, and what is shown, changed or gone', () => {
  const store = createStore();
  const [shown, changed, gone, old] = ['1', '2', '3', '4'].map((id) =>
    store.take(exampleTweet(id, { text: 'known' }), store.moment()),
  );
  if (!shown || !changed || !gone || !old) throw new Error('There are four.');
  store.subscribe(shown, () => {});
  const settle = store.change(changed, like);
  store.drop('tweet', gone.id);
  for (let id = 10; id < 10 + maxRecords * 1.2; id++) store.take(exampleTweet(`${id}`), store.moment());

  expect(store.findTweet(old.id)).toBeUndefined();
  expect(store.findTweet(shown.id)).toBeDefined();
  settle('undo');
  expect(store.findTweet(changed.id)).toMatchObject({ viewer: { liked: false } });
  expect(store.find(gone)).toBeUndefined();
});

test('a read that was given up does not bring back what was known before it', async () => {
  const queryClient = new QueryClient();
  const store = storeOf(queryClient);
  const queryKey = ['dunlin', 'tweets.get'];
  const tweet = exampleTweet('1');
  queryClient.setQueryData(queryKey, tweet);
  await Promise.resolve();
  store.take(like(tweet), store.moment());
  const read = queryClient.fetchQuery({ queryKey, queryFn: () => new Promise(() => {}) }).catch(() => {});
  await queryClient.cancelQueries({ queryKey });
  await read;
  expect(queryClient.getQueryState(queryKey)?.fetchStatus).toBe('idle');
  expect(store.find(tweet)?.viewer.liked).toBe(true);
});
