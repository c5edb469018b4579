import { type Caller, createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, describe, expect, test } from 'vitest';
import { type Listener, listen } from './listen.ts';

/** Sweeps too late for any test here: what is told was hinted. */
const app = await createTestApp({ settings: { streamSweepMs: 3_600_000, streamRestMs: 10 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

describe('how tweets stand', () => {
  test('is told at once, of what is gone too, each once, and then that it was all', async () => {
    const [author, reader] = await app.createUsers('begin_author', 'begin_reader');
    const tweet = await app.as(author).tweets.create({ text: 'one' });
    const gone = await app.as(author).tweets.create({ text: 'two' });
    await app.as(author).tweets.delete({ id: gone.id });
    await using listener = watchTweets(reader, [tweet.id, gone.id, tweet.id]);
    await begun(listener);
    expect(listener.events).toMatchObject([
      { type: 'changed', tweet },
      { type: 'gone', tweetId: gone.id },
      { type: 'checkpoint' },
    ]);
  });

  test('is told again when it is edited, liked, answered, retweeted, quoted and deleted', async () => {
    const [author, reader, other] = await app.createUsers('acts_author', 'acts_reader', 'acts_other');
    const { id } = await app.as(author).tweets.create({ text: 'first' });
    await using listener = watchTweets(reader, [id]);
    await begun(listener);
    await app.as(author).tweets.update({ id, text: 'second' });
    await expect.poll(() => lastTweet(listener)?.text).toBe('second');
    await app.as(other).likes.create({ id });
    await app.as(other).retweets.create({ id });
    await app.as(other).tweets.create({ text: 'an answer', replyToId: id });
    await app.as(other).tweets.create({ text: 'a quote', quotedId: id });
    await expect
      .poll(() => lastTweet(listener)?.counts)
      .toMatchObject({ likes: 1, retweets: 1, replies: 1, quotes: 1 });
    await app.as(author).tweets.delete({ id });
    await expect.poll(() => listener.events.at(-1)).toMatchObject({ type: 'gone', tweetId: id });
  });

  test('is told of retweets and quotes when what they show changes', async () => {
    const [author, reader, other] = await app.createUsers('shown_author', 'shown_reader', 'shown_other');
    const { id } = await app.as(author).tweets.create({ text: 'first' });
    await app.as(other).retweets.create({ id });
    const { items } = await app.as(other).users.tweets({ id: other.id });
    const retweetId = items[0]?.id ?? '';
    const quote = await app.as(other).tweets.create({ text: 'look', quotedId: id });
    await using listener = watchTweets(reader, [retweetId, quote.id]);
    await begun(listener);
    await app.as(author).tweets.update({ id, text: 'second' });
    await expect.poll(() => lastTweet(listener, retweetId)?.retweetOf?.text).toBe('second');
    await expect.poll(() => lastTweet(listener, quote.id)?.quoted?.text).toBe('second');
    await app.as(author).users.update({ id: author.id, displayName: 'Renamed' });
    await expect.poll(() => lastTweet(listener, quote.id)?.quoted?.author.displayName).toBe('Renamed');
    await app.as(author).tweets.delete({ id });
    await expect.poll(() => lastTweet(listener, quote.id)?.quoted).toBe(null);
    await expect.poll(() => isGone(listener, retweetId)).toBe(true);
  });

  test('is told with what the viewer did on another device, and where the viewer may see it no longer, and again', async () => {
    const [author, reader] = await app.createUsers('marks_author', 'marks_reader');
    const { id } = await app.as(author).tweets.create({ text: 'hello' });
    await using listener = watchTweets(reader, [id]);
    await begun(listener);
    await app.as(reader).likes.create({ id });
    await app.as(reader).bookmarks.create({ id });
    await expect.poll(() => lastTweet(listener)?.viewer).toMatchObject({ liked: true, bookmarked: true });
    await app.as(author).moderation.block({ id: reader.id });
    await expect.poll(() => isGone(listener, id)).toBe(true);
    await app.as(author).moderation.unblock({ id: reader.id });
    await expect.poll(() => isGone(listener, id)).toBe(false);
    await app.as(author).users.update({ id: author.id, private: true });
    await expect.poll(() => isGone(listener, id)).toBe(true);
    await app.as(author).users.update({ id: author.id, private: false });
    await expect.poll(() => isGone(listener, id)).toBe(false);
  });

  test('is told when somebody comes back or opens up who was gone when the stream began', async () => {
    const [suspended, closed, reader] = await app.createUsers('gone_suspended', 'gone_closed', 'gone_reader');
    const [moderator] = await app.createStaff('moderator', 'gone_moderator');
    const ids: string[] = [];
    for (const author of [suspended, closed])
      ids.push((await app.as(author).tweets.create({ text: 'hello' })).id);
    await app.as(moderator).admin.users.suspend({ id: suspended.id, reason: 'spam' });
    await app.as(closed).users.update({ id: closed.id, private: true });
    await using listener = watchTweets(reader, ids);
    await begun(listener);
    expect(ids.map((id) => isGone(listener, id))).toEqual([true, true]);
    await app.as(moderator).admin.users.restore({ id: suspended.id });
    await app.as(closed).users.update({ id: closed.id, private: false });
    await expect.poll(() => ids.map((id) => isGone(listener, id))).toEqual([false, false]);
  });

  test('is told of so many things to one viewer, and no more', async () => {
    const [reader] = await app.createUsers('wide_reader');
    const hundred = (from: number) => Array.from({ length: 100 }, (_, n) => String(from + n));
    const listeners = Array.from({ length: 10 }, (_, n) => watchTweets(reader, hundred(1 + 100 * n)));
    for (const listener of listeners) await begun(listener);
    expect(await watchTweets(reader, ['5']).ended).toBe('TOO_MANY_SUBSCRIPTIONS');
    await listeners[0]?.drop();
    const after = watchTweets(reader, ['5']);
    await begun(after);
    for (const listener of [...listeners, after]) await listener.drop();
  });

  test('is told once of much that happens at once, and the last is as it is in the end', async () => {
    const [author, ...fans] = await app.createUsers('many_author', ...crowd('many_fan', 12));
    const { id } = await app.as(author).tweets.create({ text: 'hello' });
    await using listener = watchTweets(author, [id]);
    await begun(listener);
    await Promise.all(fans.map((fan) => app.as(fan).likes.create({ id })));
    await expect.poll(() => lastTweet(listener)?.counts.likes).toBe(fans.length);
    const seen = listener.events.flatMap((event) => ('tweet' in event ? [event.tweet.counts.likes] : []));
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('is told to one who comes back: nothing when nothing changed, and all when anything did', async () => {
    const [author, reader] = await app.createUsers('back_author', 'back_reader');
    const tweets = [];
    for (const text of ['one', 'two']) tweets.push(await app.as(author).tweets.create({ text }));
    const ids = tweets.map(({ id }) => id);
    const first = watchTweets(reader, ids);
    await begun(first);
    await first.drop();
    const unchanged = watchTweets(reader, ids, first.lastEventId);
    await begun(unchanged);
    expect(unchanged.events).toMatchObject([{ type: 'checkpoint' }]);
    await unchanged.drop();
    await app.as(reader).likes.create({ id: ids[0] ?? '' });
    const changed = watchTweets(reader, ids, unchanged.lastEventId);
    await begun(changed);
    expect(changed.events.map(({ type }) => type)).toEqual(['changed', 'changed', 'checkpoint']);
    await changed.drop();
  });

  test('is the truth in the end, after a thousand drops while tweets are liked, edited and deleted', async () => {
    const [author, reader] = await app.createUsers('drops_author', 'drops_reader');
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await app.as(author).tweets.create({ text: `tweet ${n}` })).id);
    const screen = new Map<string, object | undefined>();
    let lastEventId: string | undefined;
    const acts = act({ author, reader, ids });
    for (let drop = 0; drop < 1_000; drop += 1) {
      if (drop % 20 === 0) await acts.next();
      const listener = watchTweets(reader, ids, lastEventId, 1 + (drop % 7));
      await Promise.race([listener.ended, begun(listener)]);
      await listener.drop();
      for (const event of listener.events) {
        if ('tweet' in event) screen.set(event.tweet.id, event.tweet);
        if ('tweetId' in event) screen.set(event.tweetId, undefined);
      }
      lastEventId = listener.lastEventId;
    }
    const last = watchTweets(reader, ids, lastEventId);
    await begun(last);
    await last.drop();
    for (const event of last.events) {
      if ('tweet' in event) screen.set(event.tweet.id, event.tweet);
      if ('tweetId' in event) screen.set(event.tweetId, undefined);
    }
    for (const id of ids) {
      const truth = await app
        .as(reader)
        .tweets.get({ id })
        .catch(() => undefined);
      expect(screen.get(id)).toEqual(truth);
    }
  });

  test('ends with the session', async () => {
    const [reader] = await app.createUsers('ended_reader');
    const listener = watchTweets(reader, ['1']);
    await begun(listener);
    await app.as(reader).auth.logout();
    expect(await listener.ended).toBe('SESSION_ENDED');
  });

  test('is asked for with an event id of this server alone', async () => {
    const [reader] = await app.createUsers('strange_reader');
    expect(await watchTweets(reader, ['1'], '1k3.0-2x').ended).toBe('INVALID_EVENT_ID');
    expect(await watchTweets(reader, [], undefined).ended).toBe('VALIDATION_FAILED');
  });
});

test('how users stand is told at once, and when they change, or how the viewer stands to them does', async () => {
  const [user, reader] = await app.createUsers('state_user', 'state_reader');
  await using listener = listen(app, reader, {
    open: (caller: Caller) => (input) => caller.users.onChanges({ ...input, ids: [user.id, '1'] }),
  });
  const last = () => listener.events.findLast((event) => 'user' in event)?.user;
  await begun(listener);
  expect(listener.events.slice(0, 2)).toMatchObject([
    { type: 'changed', user: { id: user.id } },
    { type: 'gone', userId: '1' },
  ]);
  await app.as(reader).follows.create({ id: user.id });
  await expect.poll(last).toMatchObject({ followerCount: 1, viewer: { following: true } });
  await app.as(user).follows.create({ id: reader.id });
  await expect.poll(last).toMatchObject({ viewer: { followedBy: true } });
  await app.as(reader).follows.delete({ id: user.id });
  await app.as(user).users.update({ id: user.id, private: true, bio: 'birds' });
  await app.as(reader).follows.create({ id: user.id });
  await expect
    .poll(last)
    .toMatchObject({ bio: 'birds', private: true, viewer: { following: false, requested: true } });
  const { items } = await app.as(user).follows.requests.list({});
  await app.as(user).follows.requests.reject({ id: items[0]?.id ?? '' });
  await expect.poll(last).toMatchObject({ viewer: { requested: false } });
  await app.as(reader).moderation.mute({ id: user.id });
  await app.as(reader).moderation.block({ id: user.id });
  await expect.poll(last).toMatchObject({ viewer: { muting: true, blocking: true, followedBy: false } });
  await app.as(user).users.delete({ id: user.id });
  await expect.poll(() => listener.events.at(-1)).toMatchObject({ type: 'gone', userId: user.id });
});

test('how much is unread is told at once, as it comes, and as it is read on another device', async () => {
  const [user, fan] = await app.createUsers('unread_user', 'unread_fan');
  const { id } = await app.as(user).tweets.create({ text: 'hello' });
  await using listener = listen(app, user, {
    open: (caller: Caller) => caller.notifications.onUnread,
  });
  const unread = () => listener.events.findLast((event) => 'summary' in event)?.summary.unread;
  await begun(listener);
  expect(unread()).toBe(0);
  await app.as(fan).likes.create({ id });
  await app.as(fan).follows.create({ id: user.id });
  await app.drain();
  await expect.poll(unread).toBe(2);
  await app.as(user).notifications.markRead({});
  await expect.poll(unread).toBe(0);
});

function watchTweets(user: TestUser, ids: string[], lastEventId?: string, until?: number) {
  return listen(app, user, {
    open: (caller: Caller) => (input) => caller.tweets.onChanges({ ...input, ids }),
    lastEventId,
    ...(until !== undefined && { until }),
  });
}

async function begun(listener: Listener): Promise<void> {
  await expect
    .poll(() => listener.events.some(({ type }) => type === 'checkpoint'), { interval: 1 })
    .toBe(true);
}

function lastTweet({ events }: Listener, id?: string) {
  return events
    .flatMap((event) => ('tweet' in event ? [event.tweet] : []))
    .findLast((tweet) => id === undefined || tweet.id === id);
}

function isGone({ events }: Listener, id: string): boolean {
  const last = events.findLast(
    (event) => ('tweet' in event && event.tweet.id === id) || ('tweetId' in event && event.tweetId === id),
  );
  return last?.type === 'gone';
}

function crowd(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}${n}`);
}

async function* act({ author, reader, ids }: { author: TestUser; reader: TestUser; ids: string[] }) {
  for (let n = 0; ; n += 1) {
    const id = ids[n % 4] ?? '';
    if (n % 3 === 0) await app.as(reader).likes.create({ id });
    else if (n % 3 === 1) await app.as(author).tweets.update({ id, text: `edit ${n}` });
    else await app.as(reader).likes.delete({ id });
    if (n === 30) await app.as(author).tweets.delete({ id: ids[4] ?? '' });
    yield;
  }
}
