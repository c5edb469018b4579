import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

describe('a tweet', () => {
  test('of a private account can be neither retweeted nor quoted by others', async () => {
    const [alice, bob] = await app.createUsers('alice', 'bob');
    await app.as(bob).follows.create({ id: alice.id });
    await app.as(alice).users.update({ id: alice.id, private: true });
    const { id } = await app.as(alice).tweets.create({ text: 'among friends' });
    const refused = [
      app.as(bob).retweets.create({ id }),
      app.as(bob).tweets.create({ text: 'look', quotedId: id }),
    ];
    for (const answer of await Promise.all(refused.map(rejection)))
      expect(answer).toMatchObject({ code: 'PRIVATE_TWEET', status: 403 });
    expect(await app.as(alice).retweets.create({ id })).toMatchObject({ counts: { retweets: 1 } });
    await app.as(bob).tweets.create({ text: 'a reply', replyToId: id });
  });

  test('shared before its author became private is hidden within retweets and quotes', async () => {
    const [alice, bob, carol] = await app.createUsers('alice2', 'bob2', 'carol2');
    const { id } = await app.as(alice).tweets.create({ text: 'for everyone' });
    await app.as(bob).retweets.create({ id });
    const quote = await app.as(bob).tweets.create({ text: 'look', quotedId: id });
    await app.as(carol).likes.create({ id });
    await app.as(alice).users.update({ id: alice.id, private: true });

    expect((await app.as(carol).users.tweets({ id: bob.id })).items).toMatchObject([
      { id: quote.id, quotedId: id, quoted: null },
    ]);
    expect((await app.as(carol).users.likes({ id: carol.id })).items).toEqual([]);
    expect(await rejection(app.as(carol).likes.delete({ id }))).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    expect(await app.as(alice).tweets.get({ id })).toMatchObject({ counts: { likes: 0, retweets: 1 } });
  });
});
