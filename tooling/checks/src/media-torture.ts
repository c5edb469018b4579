import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { makeUploads } from './media-torture/make-uploads.ts';
import { type Outcome, uploadAndWait } from './media-torture/upload-and-wait.ts';
import { uploadInTwoParts } from './media-torture/upload-in-two-parts.ts';

/**
 * Sends a server files at full size that it must take, and files that it must not, and prints what became of each:
 * `npm run media-torture`. With S3_BUCKET and the like in the environment, media stand there. Exits with 1 if anything is
 * otherwise than it should be. Needs ffmpeg, to make the videos.
 */

await using folder = await mkdtempDisposable(join(tmpdir(), 'dunlin-media-torture-'));
const storage = Object.entries(process.env).filter(([name]) => name.startsWith('S3_'));
await using server = await startServerProcess({
  env: {
    DATA_DIR: join(folder.path, 'data'),
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(storage.map(([name, value = '']) => [name, value])),
  },
  logFile: join(folder.path, 'server.log'),
});
const token = await register();
const problems: string[] = [];
for (const { title, bytes, expected } of await makeUploads()) {
  const outcome = await uploadAndWait(server.url, { token, bytes });
  report(title, { size: bytes.length, outcome, expected });
  if (title.startsWith('photo')) {
    const resumed = await uploadInTwoParts(server.url, { token, bytes, share: 0.4 });
    report(`the same by tus, cut at ${resumed.offset} of ${bytes.length} bytes`, {
      ...{ size: bytes.length, outcome: resumed.outcome, expected },
    });
  }
}
console.log(
  ['', problems.length === 0 ? 'Passed' : 'FAILED', ...problems.map((line) => `  ${line}`)].join('\n'),
);
process.exitCode = problems.length === 0 ? 0 : 1;

function report(
  title: string,
  { size, outcome, expected }: { size: number; outcome: Outcome; expected: RegExp },
) {
  console.log(`${title} (${(size / 1e6).toFixed(2)} MB)`);
  console.log(`  ${outcome.summary}, after ${(outcome.ms / 1000).toFixed(1)} s`);
  for (const line of outcome.details) console.log(`    ${line}`);
  if (!expected.test(outcome.summary)) problems.push(`${title}: ${outcome.summary}, expected ${expected}`);
  if (outcome.hasMetadata) problems.push(`${title}: metadata is left in it`);
}

async function register(): Promise<string> {
  const body = { username: 'torturer', email: 'torturer@example.org', password: crypto.randomUUID() };
  const answer = await fetch(`${server.url}/auth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return Object(await answer.json()).accessToken;
}
