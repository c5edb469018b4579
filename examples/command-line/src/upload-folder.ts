import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { appendFile, readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { DunlinClient } from '@dunlin/sdk';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { run } from './run.ts';

const types: Partial<Record<string, string>> = {
  ...{ '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' },
  ...{ '.gif': 'image/gif', '.avif': 'image/avif', '.mp4': 'video/mp4', '.webm': 'video/webm' },
};
const [folder = '.'] = process.argv.slice(2);
/** The names of files that are done, a line each. */
const doneFile = join(folder, '.posted');

await run(async (client, signal) => {
  const done = (await readFile(doneFile, 'utf8').catch(() => '')).split('\n');
  for (const name of (await readdir(folder)).sort()) {
    if (!(extname(name).toLowerCase() in types) || done.includes(name)) continue;
    console.log(await post(client, name, signal));
    await appendFile(doneFile, `${name}\n`);
  }
});

/** Under a key of the file's own: stopped in the middle, the upload goes on where it was, and the tweet is posted once. */
async function post(client: DunlinClient, name: string, signal: AbortSignal): Promise<string> {
  const file = await openAsBlob(join(folder, name), { type: types[extname(name).toLowerCase()] ?? '' });
  const idempotencyKey = await digestOf(join(folder, name));
  const { id } = await uploadMedia(client, file, {
    ...{ idempotencyKey, signal },
    onProgress: ({ sentBytes, totalBytes }) =>
      process.stderr.write(`\r${name} ${Math.floor((100 * sentBytes) / totalBytes)} %`),
  });
  process.stderr.write('\n');
  const media = await waitUntilReady(client, { id }, { signal });
  if (media.status === 'failed') return `${name} cannot be posted: ${media.failure}`;
  const tweet = await client.tweets.create({ text: '', mediaIds: [id] }, { idempotencyKey });
  return `${name} is tweet ${tweet.id}`;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
