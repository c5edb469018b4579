import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import { makePhoto } from '@dunlin/harness/sample-media';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { getStaffMedia } from '../src/admin/read-media.ts';
import { hashPassword } from '../src/auth/password.ts';
import { getReadableMedia } from '../src/media/read-media.ts';
import { collectMediaGarbage } from '../src/media/remove-media.ts';
import { insertUpload, listBlobs, upload } from './media-upload.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

describe('an avatar and a banner', () => {
  test('are uploads, shown in sizes that fit, beside tweets too, and seen by everyone who has their address', async () => {
    const [user, reader] = await app.createUsers('pic_owner', 'pic_reader');
    const { id: tweetId } = await app.as(user).tweets.create({ text: 'before' });
    await app.as(reader).tweets.get({ id: tweetId });
    const [avatar, banner] = [await uploadPhoto(user), await uploadPhoto(user)];
    const shown = await update(user, { avatarMediaId: avatar, bannerMediaId: banner });
    expect(shown).toMatchObject({
      avatarUrl: expect.stringMatching(
        new RegExp(`^/api/media/${avatar}\\?variant=small.webp&token=[\\w-]{22}$`),
      ),
      bannerUrl: expect.stringMatching(
        new RegExp(`^/api/media/${banner}\\?variant=medium.webp&token=[\\w-]{22}$`),
      ),
    });
    expect((await app.as(reader).tweets.get({ id: tweetId })).author.avatarUrl).toBe(shown.avatarUrl);
    const { author } = await app.as(user).tweets.create({ text: 'after' });
    expect(author.avatarUrl).toBe(shown.avatarUrl);
    expect(await widthAt(shown.avatarUrl)).toBe(400);
    expect(await widthAt(shown.bannerUrl)).toBe(1024);
  });

  test('that are small are shown as they are', async () => {
    const [user] = await app.createUsers('pic_small');
    const { avatarUrl } = await update(user, { avatarMediaId: await uploadPhoto(user, 30) });
    expect(await widthAt(avatarUrl)).toBe(30);
  });

  test('keep their address when the account goes private, whose tweets have new ones', async () => {
    const [user] = await app.createUsers('pic_private');
    const { avatarUrl } = await update(user, { avatarMediaId: await uploadPhoto(user) });
    expect(await update(user, { private: true })).toMatchObject({ avatarUrl });
    expect(await widthAt(avatarUrl)).toBe(400);
  });

  test('are of the owner, ready, pictures, and shown nowhere else', async () => {
    const [user, other] = await app.createUsers('pic_refused', 'pic_other');
    const refusals: [string, string][] = [
      [await uploadPhoto(other), 'MEDIA_NOT_FOUND'],
      ['9223372036854775807', 'MEDIA_NOT_FOUND'],
      [(await insertUpload(app, user)).id, 'MEDIA_NOT_READY'],
      [(await insertUpload(app, user, { status: 'failed', failure: 'MEDIA_CORRUPT' })).id, 'MEDIA_FAILED'],
      [(await insertUpload(app, user, { kind: 'gif', status: 'ready' })).id, 'PICTURE_REQUIRED'],
      [(await insertUpload(app, user, { kind: 'video', status: 'ready' })).id, 'PICTURE_REQUIRED'],
    ];
    const inTweet = await uploadPhoto(user);
    await app.as(user).tweets.create({ text: 'shown', mediaIds: [inTweet] });
    const asBanner = await uploadPhoto(user);
    await update(user, { bannerMediaId: asBanner });
    refusals.push([inTweet, 'MEDIA_IN_USE'], [asBanner, 'MEDIA_IN_USE']);
    for (const [avatarMediaId, code] of refusals)
      expect([code, await rejection(update(user, { avatarMediaId, bio: 'changed' }))]).toMatchObject([
        code,
        { code },
      ]);
    expect(await app.as(user).users.get({ id: user.id })).toMatchObject({ avatarUrl: null, bio: '' });
    const call = app.as(user).tweets.create({ text: 'again', mediaIds: [asBanner] });
    expect(await rejection(call)).toMatchObject({ code: 'MEDIA_IN_USE' });
  });

  test.each([
    'https://tracker.example/a.png',
    '/api/media/1?variant=small.webp',
    'data:image/png;base64,AA==',
  ])('are no addresses: %s', async (url) => {
    const [user] = await app.createUsers(`pic_url_${crypto.randomUUID().slice(0, 8)}`);
    for (const field of ['avatarUrl', 'bannerUrl', 'avatarMediaId', 'bannerMediaId'])
      expect(await rejection(update(user, { [field]: url }))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('that are replaced or taken away are gone at once, and their bytes a week later; those that are shown stay', async () => {
    const [user] = await app.createUsers('pic_replaced');
    const [first, second] = [await uploadPhoto(user), await uploadPhoto(user)];
    const before = await update(user, { avatarMediaId: first });
    const after = await update(user, { avatarMediaId: second });
    expect(await update(user, { avatarMediaId: second })).toEqual(after);
    await app.db.updateTable('media').set({ createdAt: sql<Date>`now() - interval '30 days'` }).execute();
    await collectAfter(6);
    expect(await listBlobs(app, { id: first })).not.toEqual([]);
    await collectAfter(8);
    expect(await listBlobs(app, { id: first })).toEqual([]);
    expect(await rejection(widthAt(before.avatarUrl))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    expect(await widthAt(after.avatarUrl)).toBe(400);
    expect(await update(user, { avatarMediaId: null })).toMatchObject({ avatarUrl: null });
    expect(await rejection(widthAt(after.avatarUrl))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    await collectAfter(8);
    expect(await listBlobs(app, { id: second })).toEqual([]);
  });

  test('whose upload is deleted are shown no longer', async () => {
    const [user, reader] = await app.createUsers('pic_deleted', 'pic_looks');
    const avatarMediaId = await uploadPhoto(user);
    await update(user, { avatarMediaId });
    await app.as(reader).users.get({ id: user.id });
    await app.as(user).media.delete({ id: avatarMediaId });
    expect(await app.as(reader).users.get({ id: user.id })).toMatchObject({ avatarUrl: null });
  });

  test('go with the account', async () => {
    const [user] = await app.createUsers('pic_leaver');
    const avatarMediaId = await uploadPhoto(user);
    const { avatarUrl } = await update(user, { avatarMediaId });
    await app.as(user).users.delete({ id: user.id });
    expect(await rejection(widthAt(avatarUrl))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    await collectAfter(8);
    expect(await listBlobs(app, { id: avatarMediaId })).toEqual([]);
  });

  test('that a report is about are kept for moderators until it is resolved, and a time after', async () => {
    const [user, reader] = await app.createUsers('pic_reported', 'pic_reporter');
    const [moderator] = await app.createStaff('moderator', 'pic_judge');
    const avatarMediaId = await uploadPhoto(user);
    await update(user, { avatarMediaId });
    const { id } = await app.as(reader).moderation.report({ userId: user.id, reason: 'hate' });
    await update(user, { avatarMediaId: null });
    await collectAfter(8);
    const { asReported } = await app.as(moderator).admin.reports.get({ id });
    expect(asReported.user.avatarUrl).toBe(`/api/admin/media/${avatarMediaId}`);
    const authorization = `Bearer ${moderator.accessToken}`;
    const ctx = app.api.createContext({ requestId: 'judge', authorization });
    expect(await getStaffMedia(ctx, { id: avatarMediaId })).toMatchObject({ type: 'image/webp' });
    await app.as(moderator).admin.reports.resolve({ id, action: 'dismiss' });
    await collectAfter(8);
    expect(await listBlobs(app, { id: avatarMediaId })).not.toEqual([]);
    await app.db.updateTable('reports').set({ resolvedAt: sql<Date>`now() - interval '31 days'` }).execute();
    await collectAfter(8);
    expect(await listBlobs(app, { id: avatarMediaId })).toEqual([]);
  });

  test('of a suspended account are read by moderators and in its export alone', async () => {
    const [user] = await app.createUsers('pic_suspect');
    const [moderator] = await app.createStaff('moderator', 'pic_moderator');
    const { avatarUrl } = await update(user, { avatarMediaId: await uploadPhoto(user) });
    const passwordHash = await hashPassword('correct horse battery');
    await app.db.updateTable('users').set({ passwordHash }).where('id', '=', user.id).execute();
    const suspended = await app.as(moderator).admin.users.suspend({ id: user.id, reason: 'spam' });
    expect(await rejection(widthAt(avatarUrl))).toMatchObject({ code: 'MEDIA_NOT_FOUND' });
    const authorization = `Bearer ${moderator.accessToken}`;
    const ctx = app.api.createContext({ requestId: 'staff', authorization });
    const id = suspended.avatarUrl?.replace('/api/admin/media/', '') ?? '';
    expect(await getStaffMedia(ctx, { id })).toMatchObject({ type: 'image/webp' });
    const { username } = user;
    const { account } = await app
      .anonymous()
      .suspension.export({ username, password: 'correct horse battery' });
    const ticket = new URL(account.avatarUrl ?? '', 'http://localhost').searchParams.get('ticket') ?? '';
    const anonymous = app.api.createContext({ requestId: 'export' });
    expect(await getReadableMedia(anonymous, { id, ticket })).toMatchObject({ type: 'image/webp' });
  });

  test('changed many times at once are one, and no other is left', async () => {
    const [user] = await app.createUsers('pic_raced');
    const ids = await Promise.all(Array.from({ length: 8 }, () => uploadPhoto(user, 30)));
    await Promise.all(ids.map((avatarMediaId) => update(user, { avatarMediaId })));
    const left = await app.db
      .selectFrom('media')
      .select('id')
      .where('ownerId', '=', user.id)
      .where('deletedAt', 'is', null)
      .execute();
    expect(left).toHaveLength(1);
    expect((await app.as(user).users.get({ id: user.id })).avatarUrl).toContain(`/api/media/${left[0]?.id}?`);
  });
});

function update(user: TestUser, fields: object) {
  return app.as(user).users.update({ id: user.id, ...fields });
}

/** What is deleted was so some days ago. */
async function collectAfter(days: number): Promise<void> {
  await app.drain();
  await app.db
    .updateTable('media')
    .set({ deletedAt: sql<Date>`now() - make_interval(days => ${days}::int)` })
    .where('deletedAt', 'is not', null)
    .execute();
  await collectMediaGarbage(app.api.services);
}

async function uploadPhoto(owner: TestUser, width = 2000): Promise<string> {
  const { id } = await upload(app, owner, await makePhoto({ width, height: width }));
  await app.drain();
  return id;
}

/** Of the picture that an address leads to, for whoever has it. */
async function widthAt(address: string | null): Promise<number | undefined> {
  const url = new URL(address ?? '', 'http://localhost');
  const ctx = app.api.createContext({ requestId: 'bytes' });
  const { key } = await getReadableMedia(ctx, {
    id: url.pathname.split('/').at(-1) ?? '',
    variant: url.searchParams.get('variant') ?? '',
    token: url.searchParams.get('token') ?? '',
  });
  const blob = await app.api.services.storage.get(key);
  const bytes = await Array.fromAsync(blob?.stream ?? []);
  return (await sharp(Buffer.concat(bytes)).metadata()).width;
}
