import { listDataChecks } from '@dunlin/api';
import { createTestApp } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { loadAccounts, loadFollows } from './bulk-load.ts';

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

const password = 'the password of all of them';
const onProgress = () => {};

test('a loaded account signs in with the password of the registered one, and looks like it', async () => {
  const registered = await register('registered');
  const [id] = await loadAccounts(app.db, { usernames: ['loaded'], template: registered.id, onProgress });
  const { user } = await app.anonymous().auth.login({ username: 'loaded', password });
  expect(user).toEqual({
    ...registered,
    ...{ id, username: 'loaded', displayName: 'loaded', email: user.email, createdAt: user.createdAt },
  });
});

test('ids come in the order of the usernames', async () => {
  const { id: template } = await register('template');
  const usernames = ['zoe', 'ann', 'max'];
  const ids = await loadAccounts(app.db, { usernames, template, onProgress });
  const [reader] = await app.createUsers('reader_of_names');
  const users = await Promise.all(ids.map((id) => app.as(reader).users.get({ id })));
  expect(users.map(({ username }) => username)).toEqual(usernames);
});

test('a loaded account is found like one that registered', async () => {
  const { id: template } = await register('template_of_found');
  const [id] = await loadAccounts(app.db, { usernames: ['found_when_loaded'], template, onProgress });
  await app.drain();
  const [reader] = await app.createUsers('finder');
  const { items } = await app.as(reader).search.users({ q: 'found_when_loaded' });
  expect(items[0]?.id).toBe(id);
});

test('a database without the registered account is refused', async () => {
  await expect(loadAccounts(app.db, { usernames: ['lost'], template: '1', onProgress })).rejects.toThrow(
    'not the database of the server',
  );
});

test('loaded follows are counted once and listed, beside those that the API made', async () => {
  const [ada, bob, cy] = await app.createUsers('ada', 'bob', 'cy');
  await app.as(bob).follows.create({ id: ada.id });
  const follows = [
    { followerId: bob.id, followeeId: ada.id },
    { followerId: cy.id, followeeId: ada.id },
    { followerId: cy.id, followeeId: bob.id },
  ];
  await loadFollows(app.db, follows, onProgress);
  await loadFollows(app.db, follows, onProgress);

  const countsOf = async (id: string) => {
    const { followerCount, followingCount } = await app.as(ada).users.get({ id });
    return [followerCount, followingCount];
  };
  expect(await countsOf(ada.id)).toEqual([2, 0]);
  expect(await countsOf(bob.id)).toEqual([1, 1]);
  expect(await countsOf(cy.id)).toEqual([0, 2]);
  await app.drain();
  const [notifications] = listDataChecks(app.api.services, { strict: true }).filter(
    ({ subject }) => subject === 'notifications',
  );
  expect(await notifications?.verify()).toMatchObject({ examples: [], pending: 0 });
  const { items } = await app.as(ada).users.followers({ id: ada.id });
  expect(items.map(({ username }) => username)).toEqual(['cy', 'bob']);
});

test('what the followed tweet after a load reaches the loaded followers', async () => {
  const [author, reader] = await app.createUsers('author', 'reader');
  await loadFollows(app.db, [{ followerId: reader.id, followeeId: author.id }], onProgress);
  const { id } = await app.as(author).tweets.create({ text: 'hello' });
  await app.drain();
  const { items } = await app.as(reader).timelines.home({});
  expect(items.map((tweet) => tweet.id)).toEqual([id]);
});

async function register(username: string) {
  const email = `${username}@example.org`;
  const { user } = await app.anonymous().auth.register({ username, email, password });
  return user;
}
