import { parseArgs } from 'node:util';
import { checkAddresses } from './smoke/addresses.ts';
import { checkHealth } from './smoke/health.ts';
import { checkMedia } from './smoke/media.ts';
import { registerAccounts } from './smoke/register-accounts.ts';
import { checkSearch } from './smoke/search.ts';
import { checkStreams } from './smoke/streams.ts';

/**
 * Uses a server as its clients do, from outside and through whatever stands in front of it:
 * `npm run smoke -- [--url http://localhost:3000]`. It registers two accounts and leaves them there. Exits with 1 if anything is
 * not as it should be. Needs ffmpeg, to make a video.
 */

const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://localhost:3000' } } });
const url = values.url.replace(/\/+$/, '');

await check('It lives, is ready, and keeps its metrics to itself', () => checkHealth(url));
await check('Nobody makes up an address', () => checkAddresses(url));
const accounts = await registerAccounts(url);
await check('A tweet reaches every stream', () => checkStreams(url, accounts));
await check('Pictures and videos are taken, in one go or in parts', () => checkMedia(url, accounts));
await check('Search finds it', () => checkSearch(url, accounts));
console.log(process.exitCode === 1 ? '\nFAILED' : '\nPassed');

/** One that fails does not stop the ones after it. */
async function check(title: string, run: () => Promise<string>): Promise<void> {
  try {
    console.log(`✓ ${title}: ${await run()}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`✗ ${title}: ${error instanceof Error ? error.message : error}`);
  }
}
