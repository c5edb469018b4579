import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { collectMediaGarbage } from '../src/media/remove-media.ts';
import { forgetDeletedTweets } from '../src/moderation/held-content.ts';
import { insertUpload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});
const [moderator] = await app.createStaff('moderator', 'redraft_staff');
const { admin } = app.as(moderator);

for (const when of ['at once', 'when its consequences are through'])
  test(`what a deleted tweet showed can be posted again within a day: ${when}`, async () => {
    const [author, reader] = await app.createUsers(`re_${when.length}`, `reads_${when.length}`);
    const { mediaIds } = await postAndDelete(author);
    if (when !== 'at once') await app.drain();
    const again = await app.as(author).tweets.create({ text: 'better', mediaIds: mediaIds.toReversed() });
    await app.drain();
    const read = await app.as(reader).tweets.get({ id: again.id });
    for (const { media } of [again, read]) expect(media.map(({ id }) => id)).toEqual(mediaIds.toReversed());
    const repeated = app.as(author).tweets.create({ text: 'and once more', mediaIds });
    expect(await rejection(repeated)).toMatchObject({ code: 'MEDIA_IN_USE', status: 409 });
  });

test('of two tweets that take it at once one gets it', async () => {
  const [author] = await app.createUsers('redraft_races');
  const { mediaIds } = await postAndDelete(author);
  const post = () => app.as(author).tweets.create({ text: 'mine', mediaIds });
  const outcomes = await Promise.allSettled([post(), post(), post()]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('it cannot after a day, nor when a moderator removed the tweet, nor when it was taken from the tweet before', async () => {
  const [author] = await app.createUsers('redraft_late');
  const late = await postAndDelete(author);
  await app.drain();
  await app.db
    .updateTable('tweets')
    .set({ deletedAt: sql<Date>`deleted_at - interval '25 hours'` })
    .where('id', '=', late.id)
    .execute();
  const removed = await post(author);
  await admin.tweets.remove({ id: removed.id, reason: 'abuse' });
  const stripped = await post(author);
  for (const id of stripped.mediaIds) await app.as(author).media.delete({ id });
  await app.as(author).tweets.delete({ id: stripped.id });
  await app.drain();
  for (const { mediaIds } of [late, removed, stripped]) {
    const call = app.as(author).tweets.create({ text: 'again', mediaIds });
    expect(await rejection(call)).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
  }
});

test('a report of the deleted tweet shows it as it was, and holds it when the later tweet is gone too', async () => {
  const [author, victim] = await app.createUsers('redraft_rude', 'redraft_victim');
  const { id: tweetId, mediaIds } = await postAndDelete(author);
  const again = await app.as(author).tweets.create({ text: 'sweet', mediaIds: mediaIds.toReversed() });
  await app.as(author).media.update({ id: mediaIds[0] ?? '', altText: 'a flower' });
  const { id } = await app.as(victim).moderation.report({ tweetId, reason: 'hate' });
  const kept = mediaIds.map((mediaId) => ({ id: mediaId, altText: 'a rude gesture' }));
  const asBefore = { asReported: { tweet: { text: 'rude', media: kept } }, now: { tweet: { media: kept } } };
  expect(await admin.reports.get({ id })).toMatchObject(asBefore);

  await app.as(author).tweets.delete({ id: again.id });
  await setDeleted([tweetId, again.id], { daysAgo: 90 });
  expect(await admin.reports.get({ id })).toMatchObject(asBefore);

  await admin.reports.resolve({ id, action: 'dismiss' });
  const resolvedAt = sql<Date>`now() - interval '31 days'`;
  await app.db.updateTable('reports').set({ resolvedAt }).where('id', '=', id).execute();
  await collect();
  expect(await admin.reports.get({ id })).toMatchObject({ now: { tweet: { text: '', media: [] } } });
  expect(await app.db.selectFrom('media').select('id').where('ownerId', '=', author.id).execute()).toEqual(
    [],
  );
});

test('what the later tweet shows stays when the deleted one is forgotten', async () => {
  const [author] = await app.createUsers('redraft_keeps');
  const { id, mediaIds } = await postAndDelete(author);
  const again = await app.as(author).tweets.create({ text: 'better', mediaIds });
  await setDeleted([id], { daysAgo: 8 });
  expect((await app.as(author).tweets.get({ id: again.id })).media.map((shown) => shown.id)).toEqual(
    mediaIds,
  );
  expect(await admin.tweets.get({ id })).toMatchObject({ text: '', media: [] });
});

async function post(author: TestUser): Promise<{ id: string; mediaIds: string[] }> {
  const upload = () => insertUpload(app, author, { status: 'ready', altText: 'a rude gesture' });
  const mediaIds = [(await upload()).id, (await upload()).id];
  const { id } = await app.as(author).tweets.create({ text: 'rude', mediaIds });
  return { id, mediaIds };
}

async function postAndDelete(author: TestUser): Promise<{ id: string; mediaIds: string[] }> {
  const tweet = await post(author);
  await app.as(author).tweets.delete({ id: tweet.id });
  return tweet;
}

/** As if they had been deleted then, with what they show; and collects what is due. */
async function setDeleted(ids: string[], { daysAgo }: { daysAgo: number }): Promise<void> {
  await app.drain();
  const deletedAt = sql<Date>`now() - make_interval(days => ${daysAgo})`;
  await app.db.updateTable('tweets').set({ deletedAt }).where('id', 'in', ids).execute();
  await app.db.updateTable('media').set({ deletedAt }).where('tweetId', 'in', ids).execute();
  await collect();
}

async function collect(): Promise<void> {
  await forgetDeletedTweets(app.api.services);
  await collectMediaGarbage(app.api.services);
}
