import { createTestApp, type TestUser } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { insertUpload } from './media-upload.ts';

/** What docs/streams.md tells clients to have room for. */
const maxBytes = 80_000;

const app = await createTestApp();
afterAll(() => app[Symbol.asyncDispose]());

test('the largest event fits into what the documentation names', async () => {
  const [author, sharer] = await app.createUsers('author_of_long_ones', 'sharer_of_long_ones');
  for (const user of [author, sharer])
    await app.as(user).users.update({
      id: user.id,
      displayName: '漢'.repeat(50),
    });
  const quoted = await postLargest(author);
  const largest = await postLargest(author, quoted.id);
  await app.as(sharer).retweets.create({ id: largest.id });
  await app.as(sharer).follows.create({ id: author.id });
  await app.drain();
  const { items } = await app.as(sharer).timelines.home({});
  const bytes = Buffer.byteLength(JSON.stringify({ type: 'tweet', tweet: items[0] }));
  expect(items[0]?.retweetOf?.quoted?.id).toBe(quoted.id);
  expect(bytes).toBeGreaterThan(64 * 1_024);
  expect(bytes).toBeLessThan(maxBytes);
});

/** Addresses count little, however long they are; alternative texts are as long as they may be. */
async function postLargest(author: TestUser, quotedId?: string) {
  const media = await Promise.all(Array.from({ length: 4 }, () => insertLargest(author)));
  const path = `${'я'.repeat(19)}/`.repeat(17);
  const text = Array.from({ length: 11 }, (_, index) => `https://e${index}.com/${path}`).join(' ');
  return app
    .as(author)
    .tweets.create({ text, mediaIds: media.map(({ id }) => id), ...(quotedId && { quotedId }) });
}

function insertLargest(author: TestUser): Promise<{ id: string }> {
  const names = ['small', 'medium', 'large'].flatMap((size) => [`${size}.webp`, `${size}.jpg`]);
  const variants = names.map((name) => ({
    name,
    type: 'image/jpeg',
    width: 2_048,
    height: 2_048,
    bytes: 1e6,
  }));
  return insertUpload(app, author, {
    ...{ altText: '漢'.repeat(1_000), status: 'ready', width: 2_048, height: 2_048 },
    ...{ blurhash: 'x'.repeat(30), variants: JSON.stringify(variants) },
  });
}
