import { type Caller, createTestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { refreshTweets } from '../src/search/index-tweets.ts';
import { type Listener, type ListenOptions, listen } from './listen.ts';

/** Sweeps too late for any test here: what arrives was hinted. */
const app = await createTestApp({ settings: { streamSweepMs: 3_600_000, streamRestMs: 5 } });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

describe('what a user writes', () => {
  test('comes as it is written and retweeted, and nothing of others', async () => {
    const [author, other, reader] = await app.createUsers(
      'profile_author',
      'profile_other',
      'profile_reader',
    );
    await using listener = await listenTo(reader, profileOf(author));
    const theirs = await post(other, 'not of the author');
    const own = await post(author, 'hello');
    const reply = await app.as(author).tweets.create({ text: 'an answer', replyToId: theirs });
    await app.as(author).retweets.create({ id: theirs });
    await expect.poll(() => listener.tweetIds.length).toBe(3);
    expect(listener.tweetIds.slice(0, 2)).toEqual([own, reply.id]);
    expect(listener.events.at(-1)).toMatchObject({ tweet: { retweetOf: { id: theirs } } });
  });

  test('comes to whoever may see it, as long as that is so', async () => {
    const [author, reader, blocked] = await app.createUsers('guard_author', 'guard_reader', 'guard_blocked');
    await app.as(author).moderation.block({ id: blocked.id });
    expect(await listen(app, blocked, { open: profileOf(author) }).ended).toBe('BLOCKED');
    await using listener = await listenTo(reader, profileOf(author));
    await app.as(author).users.update({ id: author.id, private: true });
    await post(author, 'for followers');
    await app.as(author).users.update({ id: author.id, private: false });
    const seen = await post(author, 'for all');
    await expect.poll(() => listener.tweetIds).toEqual([seen]);
    await app.as(author).users.update({ id: author.id, private: true });
    expect(await listen(app, reader, { open: profileOf(author) }).ended).toBe('PRIVATE_ACCOUNT');
  });

  test('comes once to a reader who is cut again and again', async () => {
    const [author, reader] = await app.createUsers('cut_author', 'cut_reader');
    const { posted, received } = await cutWhilePosting(reader, {
      open: profileOf(author),
      post: (n) => post(author, `tweet ${n}`),
    });
    expect(received).toEqual(posted.toSorted());
  });
});

describe('a search', () => {
  test('brings what it finds from now on, with the operators of searches', async () => {
    const [author, other, reader] = await app.createUsers('found_author', 'found_other', 'found_reader');
    await post(author, 'Dunlins before #followed');
    await using tagged = await listenTo(reader, searchFor('#followed'));
    await using words = await listenTo(reader, searchFor('dunlin -other from:found_author'));
    const first = await post(author, 'Two dunlins #Followed');
    await post(other, 'Three dunlins');
    await post(author, 'an other dunlin');
    const last = await post(other, 'no bird at all #followed');
    await expect.poll(() => tagged.tweetIds).toEqual([first, last]);
    await expect.poll(() => words.tweetIds).toEqual([first]);
  });

  test('leaves out whom the viewer mutes, blocks or may not see, and brings the own and the followed who are private', async () => {
    const [muted, hidden, followed, reader] = await app.createUsers(
      'left_muted',
      'left_hidden',
      'left_followed',
      'left_reader',
    );
    for (const { id } of [followed, hidden]) await app.as(reader).follows.create({ id });
    for (const user of [hidden, followed, reader])
      await app.as(user).users.update({ id: user.id, private: true });
    await app.as(hidden).follows.removeFollower({ id: reader.id });
    await app.as(reader).moderation.mute({ id: muted.id });
    await app.drain();
    await using listener = await listenTo(reader, searchFor('#guarded'));
    for (const user of [muted, hidden]) await post(user, 'not shown #guarded');
    const shown = [await post(followed, 'shown #guarded'), await post(reader, 'mine #guarded')];
    await expect.poll(() => listener.tweetIds).toEqual(shown);
  });

  test('brings each tweet once to a reader who is cut again and again, however late it is indexed', async () => {
    const [author, reader] = await app.createUsers('late_author', 'late_reader');
    const { posted, received } = await cutWhilePosting(reader, {
      open: searchFor('#late'),
      post: async (n) => (await app.as(author).tweets.create({ text: `tweet ${n} #late` })).id,
    });
    expect(received).toEqual(posted.toSorted());
  });

  test('brings what is indexed late, however much came after it and was told', async () => {
    const [author, reader] = await app.createUsers('behind_author', 'behind_reader');
    const early = await app.as(author).tweets.create({ text: 'early #behind' });
    await app.drain();
    // As if its turn had not come yet.
    await app.api.services.search.removeTweets([early.id]);
    await sql`
      insert into search_tweets (tweet_id, author, mentions, hashtags, text, words, language, created_at, has_media, has_links, likes, listed)
      select ${early.id}::bigint + n, 'behind_author', '{}', '{behind}', 'later #behind', '', 'und', now(), false, false, 0, true
      from generate_series(1, 250) as n`.execute(app.db);
    const first = await listenTo(reader, searchFor('#behind'));
    await first.drop();
    await refreshTweets(app.api.services, [early.id]);
    const again = listen(app, reader, { open: searchFor('#behind'), lastEventId: first.lastEventId });
    await expect.poll(() => again.events.some(({ type }) => type === 'checkpoint')).toBe(true);
    await again.drop();
    expect(again.tweetIds).toEqual([early.id]);
  });

  test('of one viewer there are so many at once', async () => {
    const [reader] = await app.createUsers('many_searches');
    const open = Array.from({ length: 10 }, (_, n) => listen(app, reader, { open: searchFor(`word${n}`) }));
    for (const { events } of open) await expect.poll(() => events.length).toBe(1);
    expect(await listen(app, reader, { open: searchFor('more') }).ended).toBe('TOO_MANY_SUBSCRIPTIONS');
    for (const listener of open) await listener.drop();
  });

  test('is told of what is wrong with it', async () => {
    const [reader] = await app.createUsers('wrong_reader');
    expect(await listen(app, reader, { open: searchFor('min_likes:many') }).ended).toBe(
      'INVALID_SEARCH_QUERY',
    );
    expect(await listen(app, reader, { open: searchFor('birds'), lastEventId: '?' }).ended).toBe(
      'INVALID_EVENT_ID',
    );
  });
});

type Open = NonNullable<ListenOptions['open']>;

function profileOf({ id }: TestUser): Open {
  return (caller: Caller) => (input) => caller.users.onTweets({ ...input, id });
}

function searchFor(q: string): Open {
  return (caller: Caller) => (input) => caller.search.onTweets({ ...input, q });
}

async function listenTo(user: TestUser, open: Open): Promise<Listener> {
  const listener = listen(app, user, { open });
  await expect.poll(() => listener.events.length).toBe(1);
  return listener;
}

async function post(author: TestUser, text: string): Promise<string> {
  const { id } = await app.as(author).tweets.create({ text });
  await app.drain();
  return id;
}

/** Drops after 1, 7, 18, 2, 14, … events. */
async function cutWhilePosting(
  reader: TestUser,
  { open, post }: { open: Open; post: (n: number) => Promise<string> },
): Promise<{ posted: string[]; received: string[] }> {
  const first = await listenTo(reader, open);
  await first.drop();
  let { lastEventId } = first;
  const received: string[] = [];
  const posted: string[] = [];
  let isDone = false;
  const posting = (async () => {
    for (let n = 0; n < 100; n += 1) posted.push(await post(n));
    await app.drain();
    isDone = true;
  })();
  for (let length = 1; !isDone; length = (length * 7) % 31) {
    const listener = listen(app, reader, { open, lastEventId, until: length });
    await Promise.race([listener.ended, posting]);
    await listener.drop();
    received.push(...listener.tweetIds);
    lastEventId = listener.lastEventId;
  }
  const last = listen(app, reader, { open, lastEventId });
  await expect.poll(() => last.events.some(({ type }) => type === 'checkpoint')).toBe(true);
  await last.drop();
  return { posted, received: [...received, ...last.tweetIds].toSorted() };
}
