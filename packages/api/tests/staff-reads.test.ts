import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [admin] = await app.createStaff('admin', 'an_admin');
const [moderator, colleague] = await app.createStaff('moderator', 'a_moderator', 'a_colleague');
const staff = app.as(moderator).admin;

describe('moderators read what their own accounts may not:', () => {
  const hide: Record<string, (author: TestUser) => Promise<unknown>> = {
    'of who blocks them': (author) => app.as(author).moderation.block({ id: moderator.id }),
    'of private accounts': (author) => app.as(author).users.update({ id: author.id, private: true }),
    'of suspended accounts': (author) => app.as(admin).admin.users.suspend({ id: author.id, reason: 'spam' }),
  };

  test.each(Object.keys(hide))('%s', async (whom) => {
    const [author] = await app.createUsers(`read_${Object.keys(hide).indexOf(whom)}`);
    const { id } = await app.as(author).tweets.create({ text: 'mild words' });
    await app.as(author).tweets.update({ id, text: 'wild words' });
    await hide[whom]?.(author);
    await app.drain();

    const tweet = {
      ...{ id, authorId: author.id, text: 'wild words', deletedAt: null, deletedBy: null },
      history: [{ text: 'mild words', createdAt: expect.any(String) }],
    };
    expect(await staff.tweets.get({ id })).toMatchObject(tweet);
    expect((await staff.tweets.list({ userId: author.id })).items).toMatchObject([tweet]);
    expect((await staff.tweets.list({ userId: author.id, text: 'WILD' })).items).toMatchObject([tweet]);
    expect((await staff.tweets.list({ userId: author.id, text: 'mild' })).items).toEqual([]);
    expect((await staff.tweets.list({ conversationId: id })).items).toMatchObject([tweet]);
    expect(await staff.users.get({ id: author.id })).toMatchObject({ username: author.username });

    const own = app.as(moderator);
    expect(await rejection(own.tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect((await own.search.tweets({ q: 'wild' })).items).toEqual([]);
    expect(await actsOn(id)).toEqual(['tweet.list', 'tweet.read']);
    expect((await actsOn(author.id)).filter((action) => action !== 'user.suspend')).toEqual([
      ...['user.read', 'tweet.list', 'tweet.list', 'tweet.list'],
    ]);
  });

  test('what its author has deleted, while it is kept, and who did', async () => {
    const [author] = await app.createUsers('read_deleted');
    const { id } = await app.as(author).tweets.create({ text: 'regretted' });
    await app.as(author).tweets.delete({ id });
    const { username } = author;
    expect(await staff.tweets.get({ id })).toMatchObject({
      ...{ text: 'regretted', deletedAt: expect.any(String), deletedBy: { id: author.id, username } },
    });
  });

  test('and nothing of each other, which admins do', async () => {
    const { id } = await app.as(colleague).tweets.create({ text: 'in confidence' });
    expect(await rejection(staff.tweets.get({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect((await staff.tweets.list({ userId: colleague.id })).items).toEqual([]);
    expect(await app.as(admin).admin.tweets.get({ id })).toMatchObject({ text: 'in confidence' });
  });
});

test('a list of what an account wrote has pages that equal the whole, and no retweets', async () => {
  const [author, other] = await app.createUsers('read_pages', 'read_other');
  const ids: string[] = [];
  for (let count = 0; count < 5; count++)
    ids.unshift((await app.as(author).tweets.create({ text: `number ${count}` })).id);
  const { id } = await app.as(other).tweets.create({ text: 'shared' });
  await app.as(author).retweets.create({ id });
  const read = await readWholeList((page) => staff.tweets.list({ userId: author.id, ...page }), { limit: 2 });
  expect(read.map((tweet) => tweet.id)).toEqual(ids);
});

test('a list is of an account or a conversation', async () => {
  expect(await rejection(staff.tweets.list({ text: 'all there is' }))).toMatchObject({
    code: 'VALIDATION_FAILED',
    issues: [{ path: 'userId' }],
  });
});

test('what is not answered is not noted', async () => {
  expect(await rejection(staff.tweets.get({ id: '1' }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
  expect(await rejection(staff.users.get({ id: '1' }))).toMatchObject({ code: 'USER_NOT_FOUND' });
  expect(await actsOn('1')).toEqual([]);
});

test('a read of a report is noted too', async () => {
  const [author, victim] = await app.createUsers('read_reported', 'read_victim');
  const { id } = await app.as(victim).moderation.report({ userId: author.id, reason: 'spam' });
  await staff.reports.get({ id });
  expect(await actsOn(id)).toEqual(['report.read']);
});

test('a read of a page of accounts is noted with who read it', async () => {
  const [reader] = await app.createStaff('moderator', 'read_accounts');
  await app.as(reader).admin.users.list({ name: 'read_', status: 'active' });
  expect((await app.as(admin).admin.audit.list({ actorId: reader.id })).items).toMatchObject([
    {
      ...{ action: 'user.list', subject: { type: 'user', id: reader.id } },
      details: { name: 'read_', role: null, status: 'active', badge: null },
    },
  ]);
});

/** Latest first. */
async function actsOn(subjectId: string): Promise<string[]> {
  const { items } = await app.as(admin).admin.audit.list({ subjectId });
  return items.map(({ action }) => action);
}
