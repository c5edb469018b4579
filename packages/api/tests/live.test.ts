import { type Caller, createTestApp, type TestApp, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { insertOwnEntry } from '../src/timelines/queries.ts';
import { insertTweet } from '../src/tweets/queries.ts';
import { type Listener, type ListenOptions, listen } from './listen.ts';

/** Sweeps too late for any test here: what arrives was hinted. */
const app = await createTestApp({ settings: { streamSweepMs: 3_600_000 } });
const sweeping = await createTestApp({ settings: { streamSweepMs: 20, timelineMaxEntries: 20 } });
afterAll(async () => {
  expect([...app.errors, ...sweeping.errors]).toEqual([]);
  await sweeping[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

describe('the home stream', () => {
  test('begins with a checkpoint and brings tweets in order, as others read them', async () => {
    const { author, reader } = await createPair('order');
    const listener = await listenFrom(reader);
    const first = await app.as(author).tweets.create({ text: 'one' });
    await app.drain();
    const second = await app.as(author).tweets.create({ text: 'two' });
    await app.drain();
    const own = await app.as(reader).tweets.create({ text: 'three' });
    await expect
      .poll(() => listener.events.slice(1))
      .toMatchObject([first, second, own].map((tweet) => ({ type: 'tweet', tweet })));
    expect(await listener.drop()).toBe('REQUEST_ABORTED');
  });

  test('brings nothing of whom the reader does not follow, or no longer follows', async () => {
    const { author, reader } = await createPair('strangers');
    const [stranger] = await app.createUsers('strangers_stranger');
    const listener = await listenFrom(reader);
    await app.as(stranger).tweets.create({ text: 'not for you' });
    await app.as(reader).follows.delete({ id: author.id });
    await app.as(author).tweets.create({ text: 'not any more' });
    await app.drain();
    const { id } = await app.as(reader).tweets.create({ text: 'mine' });
    await expect.poll(() => listener.tweetIds).toContain(id);
    expect(listener.tweetIds).toEqual([id]);
    await listener.drop();
  });

  test('resumes after a drop with what was missed', async () => {
    const { author, reader } = await createPair('resume');
    await app.as(author).tweets.create({ text: 'before' });
    await app.drain();
    const dropped = await listenFrom(reader);
    await dropped.drop();
    const missed = await Promise.all(['a', 'b', 'c'].map((text) => app.as(author).tweets.create({ text })));
    await app.drain();
    const listener = listen(app, reader, { lastEventId: dropped.lastEventId });
    await expect.poll(() => listener.events.at(-1)?.type).toBe('checkpoint');
    expect(listener.tweetIds).toEqual(missed.map(({ id }) => id).sort());
    await listener.drop();
  });

  test('brings each tweet once, however often it is dropped while tweets come', async () => {
    const authors = await app.createUsers('busy1', 'busy2', 'busy3', 'busy4');
    const [reader] = await app.createUsers('busy_reader');
    for (const author of authors) await app.as(reader).follows.create({ id: author.id });
    await app.drain();
    const first = await listenFrom(reader);
    await first.drop();

    const posting = Promise.all(authors.map((author) => postMany(author, 50)));
    let posted: string[] | undefined;
    const finished = posting.then((ids) => {
      posted = ids.flat();
    });
    const received: string[] = [];
    let { lastEventId } = first;
    // Drops after 1, 7, 18, 2, 14, … events.
    for (let length = 1; !posted; length = (length * 7) % 31) {
      const listener = listen(app, reader, { lastEventId, until: length });
      await Promise.race([listener.ended, finished]);
      await listener.drop();
      received.push(...listener.tweetIds);
      lastEventId = listener.lastEventId;
    }
    await app.drain();
    const last = listen(app, reader, { lastEventId });
    await expect.poll(() => last.events.some(({ type }) => type === 'checkpoint')).toBe(true);
    await last.drop();
    received.push(...last.tweetIds);
    expect(received.sort()).toEqual(posted.sort());
  });

  test('does not announce what a new follow brought from before', async () => {
    const [author, reader] = await app.createUsers('old_author', 'old_reader');
    const first = await listenFrom(reader);
    await first.drop();
    await app.as(author).tweets.create({ text: 'long ago' });
    await app.drain();
    const listener = await listenFrom(reader);
    await app.as(reader).follows.create({ id: author.id });
    await app.drain();
    const { id } = await app.as(author).tweets.create({ text: 'now' });
    await app.drain();
    await expect.poll(() => listener.tweetIds).toEqual([id]);
    await listener.drop();
    const resumed = listen(app, reader, { lastEventId: first.lastEventId });
    await expect.poll(() => resumed.events.at(-1)?.type).toBe('checkpoint');
    expect(resumed.tweetIds).toEqual([id]);
    await resumed.drop();
  });

  test('brings a tweet whose transaction began early and ended late', async () => {
    const { author, reader } = await createPair('late', sweeping);
    const swept = await listenFrom(reader, { node: sweeping });
    const held = await sweeping.db.transaction().execute(async (trx) => {
      const { tweet } = await insertTweet(trx, {
        authorId: author.id,
        text: 'late',
        replyTo: undefined,
        quotedId: undefined,
      });
      const { id } = tweet;
      await insertOwnEntry(trx, { userId: reader.id, tweetId: id });
      const later = await sweeping.as(reader).tweets.create({ text: 'later, but sooner' });
      await expect.poll(() => swept.tweetIds).toEqual([later.id]);
      const dropped = listen(sweeping, reader, { lastEventId: swept.lastEventId });
      await expect.poll(() => dropped.events.at(-1)?.type).toBe('checkpoint');
      await dropped.drop();
      return { id, lastEventId: dropped.lastEventId };
    });
    const resumed = listen(sweeping, reader, { lastEventId: held.lastEventId });
    await expect.poll(() => resumed.tweetIds).toContain(held.id);
    await expect.poll(() => swept.tweetIds).toContain(held.id);
    await resumed.drop();
    await swept.drop();
  });

  test('finds by a sweep what another process wrote and no hint told of', async () => {
    await using peer = await createTestApp({ peer: sweeping });
    const { author, reader } = await createPair('unhinted', peer);
    const listener = await listenFrom(reader, { node: sweeping });
    const posts = ['a', 'b'].map((text) => peer.as(author).tweets.create({ text }));
    const ids = await Promise.all([...posts, peer.as(reader).tweets.create({ text: 'mine' })]);
    await expect.poll(() => listener.tweetIds.toSorted()).toEqual(ids.map(({ id }) => id).sort());
    await listener.drop();
  });

  test('says that there is a gap when more was missed than is kept', async () => {
    const { reader } = await createPair('gap', sweeping);
    const dropped = await listenFrom(reader, { node: sweeping });
    await dropped.drop();
    for (let count = 0; count < 25; count += 1) await sweeping.as(reader).tweets.create({ text: 'too many' });
    const listener = listen(sweeping, reader, { lastEventId: dropped.lastEventId });
    await expect.poll(() => listener.events.at(-1)?.type).toBe('checkpoint');
    expect(listener.events[0]).toMatchObject({ type: 'gap' });
    await listener.drop();
  });

  test('ends when the session does', async () => {
    const { reader } = await createPair('session');
    const listener = await listenFrom(reader);
    await app.as(reader).auth.logout();
    expect(await listener.ended).toBe('SESSION_ENDED');
  });

  test('does not begin when the session ended on the way', async () => {
    const { reader } = await createPair('too_late');
    const stream = await app.as(reader).timelines.onHome({});
    await app.as(reader).auth.logout();
    const reading = (async () => {
      for await (const event of stream) return event;
      return 'the end';
    })();
    await expect(reading).rejects.toMatchObject({ appCode: 'SESSION_ENDED' });
  });

  test('does not begin for who is not signed in, or has aborted', async () => {
    const { reader } = await createPair('unsigned');
    expect(await listen(app, { ...reader, accessToken: 'nonsense' }).ended).toBe('UNAUTHENTICATED');
    expect(await listen(app, reader).drop()).toBe('REQUEST_ABORTED');
  });

  test('goes on after a gap when the database is older than the event id, as a restored one is', async () => {
    const { reader } = await createPair('restored');
    const listener = listen(app, reader, { lastEventId: '9223372036854775807' });
    await expect.poll(() => listener.events).toMatchObject([{ type: 'gap' }, { type: 'checkpoint' }]);
    const { id } = await app.as(reader).tweets.create({ text: 'after' });
    await expect.poll(() => listener.tweetIds).toEqual([id]);
    await listener.drop();
  });

  test.for(['0', '-5', 'abc', '99999999999999999999', '4294967296', "1' or '1'='1"])(
    'refuses %j as lastEventId',
    async (lastEventId) => {
      const { reader } = await createPair('forger');
      expect(await listen(app, reader, { lastEventId }).ended).toBe('INVALID_EVENT_ID');
    },
  );
});

describe('the stream of a thread', () => {
  test('brings the replies of its conversation alone, in order, and resumes', async () => {
    const [alice, bob] = await app.createUsers('thread_alice', 'thread_bob');
    const root = await app.as(alice).tweets.create({ text: 'root' });
    const child = await app.as(bob).tweets.create({ text: 'child', replyToId: root.id });
    const onThread = (id: string) => (caller: Caller) => (input: { lastEventId?: string | undefined }) =>
      caller.tweets.onThread({ id, ...input });
    const listener = await listenFrom(bob, { open: onThread(child.id) });
    await app.as(alice).tweets.create({ text: 'elsewhere' });
    const first = await app.as(alice).tweets.create({ text: 'first', replyToId: child.id });
    const second = await app.as(bob).tweets.create({ text: 'second', replyToId: root.id });
    await expect.poll(() => listener.tweetIds).toEqual([first.id, second.id]);
    await listener.drop();

    const third = await app.as(alice).tweets.create({ text: 'third', replyToId: first.id });
    const gone = await app.as(alice).tweets.create({ text: 'gone', replyToId: first.id });
    await app.as(alice).tweets.delete({ id: gone.id });
    const resumed = listen(app, bob, { open: onThread(root.id), lastEventId: listener.lastEventId });
    await expect.poll(() => resumed.events.at(-1)?.type).toBe('checkpoint');
    expect(resumed.tweetIds).toEqual([third.id]);
    await resumed.drop();
  });

  test('is refused for a tweet that is not there', async () => {
    const [alice] = await app.createUsers('thread_nobody');
    const { id } = await app.as(alice).tweets.create({ text: 'gone' });
    await app.as(alice).tweets.delete({ id });
    for (const missing of [id, '1']) {
      const open = (caller: Caller) => () => caller.tweets.onThread({ id: missing });
      expect(await listen(app, alice, { open }).ended).toBe('TWEET_NOT_FOUND');
    }
  });
});

let pairs = 0;

/** An author and a reader who follows the author. */
async function createPair(name: string, node = app): Promise<{ author: TestUser; reader: TestUser }> {
  pairs += 1;
  const [author, reader] = await node.createUsers(`${name}_author${pairs}`, `${name}_reader${pairs}`);
  await node.as(reader).follows.create({ id: author.id });
  await node.drain();
  return { author, reader };
}

async function postMany(author: TestUser, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await app.as(author).tweets.create({ text: 'news' })).id);
  return ids;
}

/** A listener that has had its first checkpoint. */
async function listenFrom(
  user: TestUser,
  { node = app, ...options }: ListenOptions & { node?: TestApp } = {},
): Promise<Listener> {
  const listener = listen(node, user, options);
  await expect.poll(() => listener.events[0]).toMatchObject({ type: 'checkpoint' });
  return listener;
}
