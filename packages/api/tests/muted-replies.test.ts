import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { listen } from './listen.ts';

const app = await createTestApp();
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test('what a muted user answers to others is left out of their conversations, which say so, and shown when asked for', async () => {
  const [ann, origin, muted] = await app.createUsers('ann', 'origin', 'muted');
  const { id } = await app.as(origin).tweets.create({ text: 'first' });
  const answer = await app.as(muted).tweets.create({ text: 'second', replyToId: id });
  const other = await app.as(origin).tweets.create({ text: 'third', replyToId: answer.id });
  const mine = await app.as(ann).tweets.create({ text: 'fourth', replyToId: id });
  await app.as(ann).moderation.mute({ id: muted.id });
  const { tweets } = app.as(ann);
  const leftOut = { muted: 1 };

  expect(toIds(await tweets.replies({ id }))).toEqual({ ids: [mine.id], leftOut });
  expect(toIds(await tweets.thread({ id }))).toEqual({ ids: [id, other.id, mine.id], leftOut });
  const nothing = { muted: 0 };
  const all = [id, answer.id, other.id, mine.id];
  expect(toIds(await tweets.replies({ id, includeMuted: true }))).toEqual({
    ...{ ids: [mine.id, answer.id], leftOut: nothing },
  });
  expect(toIds(await tweets.thread({ id, includeMuted: true }))).toEqual({ ids: all, leftOut: nothing });
  // Who looks at a tweet of the muted user looks for that user.
  expect(toIds(await tweets.thread({ id: answer.id }))).toEqual({ ids: all, leftOut: nothing });
  expect(toIds(await app.as(origin).tweets.thread({ id }))).toEqual({ ids: all, leftOut: nothing });
});

test('pages of a conversation count what each leaves out, and are bound to how they were asked for', async () => {
  const [ann, origin, muted] = await app.createUsers('ann2', 'origin2', 'muted2');
  const { id } = await app.as(origin).tweets.create({ text: 'first' });
  for (const author of [muted, origin, muted, muted, origin])
    await app.as(author).tweets.create({ text: 'reply', replyToId: id });
  await app.as(ann).moderation.mute({ id: muted.id });
  const { replies } = app.as(ann).tweets;
  const first = await replies({ id, limit: 1 });
  expect(first).toMatchObject({ items: [{ author: { id: origin.id } }], leftOut: { muted: 0 } });
  const cursor = first.nextCursor ?? '';
  expect(await replies({ id, limit: 1, cursor })).toMatchObject({
    ...{ items: [{ author: { id: origin.id } }], leftOut: { muted: 2 } },
  });
  expect(await rejection(replies({ id, cursor, includeMuted: true }))).toMatchObject({
    code: 'INVALID_CURSOR',
  });
});

test('the stream of a conversation brings nothing of whom the viewer mutes, unless a tweet of theirs was asked for', async () => {
  const [ann, origin, muted] = await app.createUsers('ann3', 'origin3', 'muted3');
  const root = await app.as(origin).tweets.create({ text: 'first' });
  const answer = await app.as(muted).tweets.create({ text: 'second', replyToId: root.id });
  await app.as(ann).moderation.mute({ id: muted.id });
  const open = (id: string) =>
    listen(app, ann, { open: (caller) => (input) => caller.tweets.onThread({ id, ...input }) });
  const streams = [open(root.id), open(answer.id)];
  for (const { events } of streams) await expect.poll(() => events).toMatchObject([{ type: 'checkpoint' }]);
  const hidden = await app.as(muted).tweets.create({ text: 'third', replyToId: root.id });
  const shown = await app.as(origin).tweets.create({ text: 'fourth', replyToId: root.id });
  const expected = [[shown.id], [hidden.id, shown.id]];
  await expect.poll(() => streams.map(({ tweetIds }) => tweetIds)).toEqual(expected);
  for (const stream of streams) await stream.drop();
});

function toIds({ items, leftOut }: { items: { id: string }[]; leftOut: { muted: number } }) {
  return { ids: items.map(({ id }) => id), leftOut };
}
