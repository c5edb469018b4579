import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { verifyCounters } from '../src/counters/verify-counters.ts';
import { lockPair } from '../src/follows/change-follow.ts';
import { insertBlock } from '../src/moderation/queries.ts';
import { detachQuotes } from '../src/tweets/detach-quotes.ts';
import { countForTweet, insertTweet } from '../src/tweets/queries.ts';
import { countForUser } from '../src/users/queries.ts';
import { findWrongCounters } from './find-wrong-counters.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(await findWrongCounters(app.db)).toEqual([]);
  expect((await verifyCounters(app.db)).examples).toEqual([]);
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator] = await app.createStaff('moderator', 'quotes_staff');
const staff = app.as(moderator).admin;
const [reader] = await app.createUsers('quotes_reader');
const detached = { quotedId: null, quoted: null, quoteDetached: true };

describe('a block', () => {
  test('Q quotes A; A blocks Q: detached for everybody, and the count of A is 0', async () => {
    const { a, q, id, quoteId } = await createScene();
    await app.as(reader).retweets.create({ id: quoteId });
    expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject({
      ...{ text: 'look', quotedId: id, quoted: { id }, quoteDetached: false },
    });
    await block(a, q);
    for (const viewer of [q, reader])
      expect(await app.as(viewer).tweets.get({ id: quoteId })).toMatchObject({ text: 'look', ...detached });
    expect((await app.as(reader).users.tweets({ id: reader.id })).items[0]).toMatchObject({
      retweetOf: { id: quoteId, ...detached },
    });
    for (const viewer of [a, reader]) expect(await quotesOf(id, viewer)).toEqual({ count: 0, list: [] });
  });

  test('taken back attaches nothing again, and a new quote is one', async () => {
    const { a, q, id, quoteId } = await createScene();
    await app.as(a).moderation.block({ id: q.id });
    await app.as(a).moderation.unblock({ id: q.id });
    const later = await quote(q, id);
    await app.drain();
    expect(await app.as(q).tweets.get({ id: quoteId })).toMatchObject(detached);
    expect(await app.as(q).tweets.get({ id: later })).toMatchObject({ quotedId: id, quoteDetached: false });
    expect(await quotesOf(id)).toEqual({ count: 1, list: [later] });
  });

  test('by the one who quotes detaches nothing: the other may block too, or detach without seeing it', async () => {
    for (const end of ['block', 'detach'] as const) {
      const { a, q, id, quoteId } = await createScene();
      await block(q, a);
      expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject({ quotedId: id });
      expect(await quotesOf(id)).toEqual({ count: 1, list: [quoteId] });
      if (end === 'block') await block(a, q);
      else await app.as(a).tweets.detachQuote({ id, quoteId });
      expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject(detached);
      expect(await quotesOf(id)).toEqual({ count: 0, list: [] });
    }
  });

  test('leaves quotes by others, of others, and those that the blocker made', async () => {
    const { a, q, id } = await createScene();
    const other = await app.as(reader).tweets.create({ text: 'another tweet' });
    const theirs = await app.as(q).tweets.create({ text: 'theirs' });
    const kept = [
      [await quote(reader, id), id],
      [await quote(q, other.id), other.id],
      [await quote(a, theirs.id), theirs.id],
    ] as const;
    await block(a, q);
    for (const [quoteId, quotedId] of kept)
      expect(await app.as(moderator).tweets.get({ id: quoteId })).toMatchObject({ quotedId });
  });

  test('detaches more than goes into one batch, told twice and while they are edited and deleted', async () => {
    const { a, q, id, quoteId } = await createScene();
    const other = await app.as(a).tweets.create({ text: 'another' });
    const ids: string[] = [];
    for (let number = 0; number < 430; number += 1)
      ids.push(await quote(q, number % 3 === 0 ? other.id : id));
    await Promise.all([
      app.as(a).moderation.block({ id: q.id }),
      ...ids.slice(0, 20).map((id) => app.as(q).tweets.delete({ id })),
      ...ids.slice(20, 40).map((id) => app.as(q).tweets.update({ id, text: 'look again' })),
    ]);
    const { id: blockId } = await app.db
      .selectFrom('blocks')
      .select('id')
      .where('blockerId', '=', a.id)
      .executeTakeFirstOrThrow();
    const event = { type: 'block.created', blockId, blockerId: a.id, blockedId: q.id } as const;
    await Promise.all([detachQuotes.handle(app.api.services, [event]), app.drain()]);
    for (const quoted of [id, other.id]) expect(await quotesOf(quoted)).toEqual({ count: 0, list: [] });
    for (const each of [quoteId, ids[20] ?? '', ids.at(-1) ?? ''])
      expect(await app.as(reader).tweets.get({ id: each })).toMatchObject(detached);
  });

  test('of a suspended account detaches what is not counted, and its end counts nothing again', async () => {
    const { a, q, id, quoteId } = await createScene();
    await staff.users.suspend({ id: q.id, reason: 'spam' });
    await app.drain();
    await block(a, q);
    await staff.users.restore({ id: q.id });
    await app.drain();
    expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject(detached);
    expect(await quotesOf(id)).toEqual({ count: 0, list: [] });
  });

  test('detaches what a moderator removed, which is restored as no quote', async () => {
    const { a, q, id, quoteId } = await createScene();
    await staff.tweets.remove({ id: quoteId, reason: 'rude' });
    await block(a, q);
    await staff.tweets.restore({ id: quoteId });
    await app.drain();
    expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject(detached);
    expect(await quotesOf(id)).toEqual({ count: 0, list: [] });
  });

  test.each(['quote', 'block'] as const)('meets a quote at the same moment, the %s first', async (first) => {
    const [a, q] = await app.createUsers(`meets_a_${first}`, `meets_q_${first}`);
    const { id } = await app.as(a).tweets.create({ text: 'mine' });
    const second = await app.db.transaction().execute(async (trx) => {
      await lockPair(trx, a.id, q.id);
      if (first === 'block') await insertBlock(trx, { blockerId: a.id, blockedId: q.id });
      else {
        await insertTweet(trx, { authorId: q.id, text: 'look', replyTo: undefined, quotedId: id });
        await countForTweet(trx, id, { quotes: 1 });
        await countForUser(trx, q.id, { tweets: 1 });
      }
      const waiting =
        first === 'block'
          ? rejection(app.as(q).tweets.create({ text: 'look', quotedId: id }))
          : app.as(a).moderation.block({ id: q.id });
      await expect.poll(countWaiting).toBe(1);
      return { waiting };
    });
    if (first === 'block') expect(await second.waiting).toMatchObject({ code: 'TWEET_NOT_FOUND' });
    await second.waiting;
    await app.drain();
    expect(await quotesOf(id)).toEqual({ count: 0, list: [] });
    const said = (await app.as(reader).users.tweets({ id: q.id })).items;
    expect(said).toMatchObject(first === 'block' ? [] : [{ text: 'look' }]);
  });

  test('races quotes and leaves none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { a, q, id } = await createScene();
      await Promise.allSettled([
        ...Array.from({ length: 4 }, () => quote(q, id)),
        app.as(a).moderation.block({ id: q.id }),
        ...Array.from({ length: 4 }, () => quote(q, id)),
      ]);
      await app.drain();
      expect(await quotesOf(id)).toEqual({ count: 0, list: [] });
    }
  });
});

describe('the author of a quoted tweet', () => {
  test('detaches one quote, again and again, and twenty times at once', async () => {
    const { a, q, id, quoteId } = await createScene();
    const other = await quote(q, id);
    const detach = () => app.as(a).tweets.detachQuote({ id, quoteId });
    await Promise.all(Array.from({ length: 20 }, detach));
    await detach();
    for (const viewer of [a, q, reader])
      expect(await app.as(viewer).tweets.get({ id: quoteId })).toMatchObject({ text: 'look', ...detached });
    expect(await quotesOf(id)).toEqual({ count: 1, list: [other] });
  });

  test('alone does, of what is a quote of it', async () => {
    const { a, q, id, quoteId } = await createScene();
    const detach = (by: TestUser, ids: { id: string; quoteId: string }) =>
      rejection(app.as(by).tweets.detachQuote(ids));
    for (const by of [q, reader, moderator])
      expect(await detach(by, { id, quoteId })).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    const other = await app.as(a).tweets.create({ text: 'another' });
    const gone = await quote(q, id);
    await app.as(q).tweets.delete({ id: gone });
    for (const ids of [
      { id: other.id, quoteId },
      { id, quoteId: other.id },
      { id, quoteId: '1' },
      { id, quoteId: gone },
    ])
      expect(await detach(a, ids)).toMatchObject({ code: 'QUOTE_NOT_FOUND', status: 404 });
    await app.as(a).tweets.delete({ id });
    expect(await detach(a, { id, quoteId })).toMatchObject({ code: 'TWEET_NOT_FOUND', status: 404 });
    await app.drain();
    // Of a tweet that was deleted, a quote names what is gone, as before.
    expect(await app.as(reader).tweets.get({ id: quoteId })).toMatchObject({
      ...{ quotedId: id, quoted: null, quoteDetached: false },
    });
  });

  test('is notified of it no longer, nor is who quoted of edits', async () => {
    const { a, q, id, quoteId } = await createScene();
    await app.as(a).tweets.update({ id, text: 'mine, edited' });
    await app.drain();
    const types = async (user: TestUser) =>
      (await app.as(user).notifications.list({})).items.map(({ type }) => type);
    expect([await types(a), await types(q)]).toEqual([['quote'], ['edit']]);
    await app.as(a).tweets.detachQuote({ id, quoteId });
    expect([await types(a), await types(q)]).toEqual([[], []]);
    expect((await app.as(a).notifications.summary()).unread).toBe(0);
    await app.as(a).tweets.update({ id, text: 'mine, edited again' });
    await app.drain();
    expect(await types(q)).toEqual([]);
  });

  test('finds it detached after an edit; deleting it counts nothing', async () => {
    const { a, q, id, quoteId } = await createScene();
    const kept = await quote(q, id);
    await app.as(a).tweets.detachQuote({ id, quoteId });
    expect(await app.as(q).tweets.update({ id: quoteId, text: 'edited' })).toMatchObject(detached);
    await app.as(q).tweets.delete({ id: quoteId });
    await app.drain();
    expect(await quotesOf(id)).toEqual({ count: 1, list: [kept] });
  });

  test('leaves moderators the evidence: what was quoted is in the report, and in the tweet as they read it', async () => {
    const { a, q, id, quoteId } = await createScene();
    await block(a, q);
    const { id: reportId } = await app.as(a).moderation.report({ tweetId: quoteId, reason: 'harassment' });
    const quoted = { id, text: 'mine', author: { id: a.id } };
    expect(await staff.reports.get({ id: reportId })).toMatchObject({ asReported: { tweet: { quoted } } });
    expect(await staff.tweets.get({ id: quoteId })).toMatchObject({
      ...{ quotedId: id, quoteDetached: true, quoted },
    });
  });
});

let scenes = 0;

/** Q quotes A. */
async function createScene() {
  scenes += 1;
  const [a, q] = await app.createUsers(`quoted${scenes}`, `quoter${scenes}`);
  const { id } = await app.as(a).tweets.create({ text: 'mine' });
  const quoteId = await quote(q, id);
  await app.drain();
  return { a, q, id, quoteId };
}

async function quote(user: TestUser, quotedId: string): Promise<string> {
  return (await app.as(user).tweets.create({ text: 'look', quotedId })).id;
}

async function block(user: TestUser, other: TestUser): Promise<void> {
  await app.as(user).moderation.block({ id: other.id });
  await app.drain();
}

async function quotesOf(id: string, viewer = reader) {
  const { tweets } = app.as(viewer);
  const { items } = await tweets.quotes({ id });
  return { count: (await tweets.get({ id })).counts.quotes, list: items.map((tweet) => tweet.id) };
}

async function countWaiting(): Promise<number> {
  const { rows } = await sql`
    select from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(app.db);
  return rows.length;
}
