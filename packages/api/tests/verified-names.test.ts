import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

const [moderator, reader] = [
  ...(await app.createStaff('moderator', 'name_moderator')),
  ...(await app.createUsers('name_reader')),
];
const [auditor] = await app.createStaff('admin', 'name_admin');
const { users: admin } = app.as(moderator).admin;

test('a verified account that takes another display name has no badge until it is reviewed', async () => {
  const bank = await createVerified('name_bank', 'Town Bank');
  const { id: tweetId } = await app.as(bank).tweets.create({ text: 'from the bank' });
  expect(await rename(bank, 'City Council')).toMatchObject({ displayName: 'City Council', verified: false });

  expect(await badgesOf(bank, tweetId)).toEqual([false, false, false]);
  expect(await admin.get({ id: bank.id })).toMatchObject({ verified: false, verifiedName: 'Town Bank' });
  expect(await listBadges('resting')).toContain(bank.id);
  expect(await listBadges('shown')).not.toContain(bank.id);

  expect(await admin.verify({ id: bank.id })).toMatchObject({ verified: true, verifiedName: 'City Council' });
  expect(await badgesOf(bank, tweetId)).toEqual([true, true, true]);
  expect(await listBadges('resting')).not.toContain(bank.id);
  expect(await listBadges('shown')).toContain(bank.id);
  expect(await actsOn(bank)).toEqual([
    { action: 'user.verify', details: { rested: true } },
    { action: 'user.verify', details: { rested: false } },
  ]);
});

test('the name that was verified brings the badge back without a review, no other does', async () => {
  const poet = await createVerified('name_poet', 'Élise');
  for (const other of ['Elise', 'ÉLISE', 'Élise .']) expect((await rename(poet, other)).verified).toBe(false);
  expect((await rename(poet, 'Élise')).verified).toBe(true);
  expect(await listBadges('resting')).not.toContain(poet.id);
});

test('a badge that rests can be taken back, and no name brings it back then', async () => {
  const shop = await createVerified('name_shop', 'The Shop');
  await rename(shop, 'Another Shop');
  expect(await admin.unverify({ id: shop.id })).toMatchObject({ verified: false, verifiedName: null });
  expect(await listBadges('resting')).not.toContain(shop.id);
  expect((await rename(shop, 'The Shop')).verified).toBe(false);
  expect(await actsOn(shop)).toMatchObject([
    { action: 'user.unverify', details: { rested: true } },
    { action: 'user.verify' },
  ]);
});

test('other changes of the profile leave the badge alone, and a name alone gives none', async () => {
  const author = await createVerified('name_author', 'Author');
  const update = { id: author.id, displayName: 'Author', bio: 'writes', private: true };
  expect((await app.as(author).users.update(update)).verified).toBe(true);
  expect((await rename(reader, 'Author')).verified).toBe(false);
});

async function createVerified(username: string, displayName: string): Promise<TestUser> {
  const [user] = await app.createUsers(username);
  await rename(user, displayName);
  expect(await admin.verify({ id: user.id })).toMatchObject({ verified: true });
  return user;
}

function rename(user: TestUser, displayName: string) {
  return app.as(user).users.update({ id: user.id, displayName });
}

/** As a reader sees them: in the profile, beside a tweet, and in what search finds. */
async function badgesOf({ id, username }: TestUser, tweetId: string) {
  await app.drain();
  const { users, tweets, search } = app.as(reader);
  const found = await search.users({ q: username });
  return [
    (await users.get({ id })).verified,
    (await tweets.get({ id: tweetId })).author.verified,
    found.items.find((user) => user.id === id)?.verified,
  ];
}

async function listBadges(badge: 'shown' | 'resting') {
  return (await admin.list({ badge })).items.map(({ id }) => id);
}

async function actsOn({ id }: TestUser) {
  const { items } = await app.as(auditor).admin.audit.list({ subjectId: id });
  return items
    .filter(({ action }) => action !== 'user.read')
    .map(({ action, details }) => ({ action, details }));
}
